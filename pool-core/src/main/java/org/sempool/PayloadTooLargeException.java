package org.sempool;

/** A job's payload is larger than 1 GiB, or than what its storage can take at the moment. */
public final class PayloadTooLargeException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what did not fit where.
     *
     * @param message the sizes, in bytes
     * @param cause what the transport said
     */
    public PayloadTooLargeException(String message, Throwable cause) {
        super(message, cause);
    }
}
