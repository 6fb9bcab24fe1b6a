package org.sempool.wire;

/** A payload is larger than the limit, or its storage has no room for it at the moment. */
public final class PayloadLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message the payload's size and the limit, in bytes
     */
    public PayloadLimitException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message the payload's size and the limit, in bytes
     * @param cause what the storage threw
     */
    public PayloadLimitException(String message, Throwable cause) {
        super(message, cause);
    }
}
