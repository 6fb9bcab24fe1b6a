package org.sempool;

/** The pool cannot start: no room for its queues, or its workers do not come up. */
public final class PoolStartException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was missing.
     *
     * @param message what happened, and what a worker said last
     */
    public PoolStartException(String message) {
        super(message);
    }

    /**
     * Says what was missing.
     *
     * @param message what happened
     * @param cause why
     */
    public PoolStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
