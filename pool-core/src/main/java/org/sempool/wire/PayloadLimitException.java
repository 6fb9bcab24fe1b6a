package org.sempool.wire;

/** A payload is larger than the limit, or than what its storage can take at the moment. */
public final class PayloadLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Says how large the payload is and what it would have to fit.
     *
     * @param message the sizes, in bytes
     */
    public PayloadLimitException(String message) {
        super(message);
    }

    /**
     * Says how large the payload is and what it would have to fit.
     *
     * @param message the sizes, in bytes
     * @param cause what the storage said
     */
    public PayloadLimitException(String message, Throwable cause) {
        super(message, cause);
    }
}
