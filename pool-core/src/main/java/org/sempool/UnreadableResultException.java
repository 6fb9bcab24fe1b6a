package org.sempool;

/**
 * The handler returned a result, and the submitter's codec cannot read it: the message names the
 * codec, the cause is what the codec threw. The job was not retried.
 */
public final class UnreadableResultException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for a result.
     *
     * @param message which codec failed, and why
     * @param cause what it threw
     */
    public UnreadableResultException(String message, Throwable cause) {
        super(message, cause);
    }
}
