package org.sempool;

/** The pool has stopped by itself: what it needs to go on is damaged. */
public final class PoolBrokenException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is damaged.
     *
     * @param message what happened
     * @param cause why
     */
    public PoolBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
