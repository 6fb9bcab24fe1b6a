package org.sempool;

/** The pool cannot start: there is no room for its queues, or its workers do not start. */
public final class PoolStartException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception without a cause.
     *
     * @param message what happened, and the last output of a worker
     */
    public PoolStartException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what happened
     * @param cause why
     */
    public PoolStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
