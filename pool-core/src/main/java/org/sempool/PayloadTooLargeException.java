package org.sempool;

/** A job's payload is larger than 1 GiB, or its storage has no room for it at the moment. */
public final class PayloadTooLargeException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for a payload that does not fit.
     *
     * @param message the sizes, in bytes
     * @param cause what the transport threw
     */
    public PayloadTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
