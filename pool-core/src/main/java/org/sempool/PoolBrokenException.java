package org.sempool;

/** The pool has stopped by itself because something that it needs is damaged. */
public final class PoolBrokenException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception that says what is damaged.
     *
     * @param message what happened
     * @param cause why
     */
    public PoolBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
