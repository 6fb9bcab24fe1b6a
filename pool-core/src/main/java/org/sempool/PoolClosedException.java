package org.sempool;

/** The pool is closed: it takes no more jobs, or was stopped before it did this one. */
public final class PoolClosedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what was closed when.
     *
     * @param message what happened to the job
     */
    public PoolClosedException(String message) {
        super(message);
    }

    /**
     * Says why the pool closed by itself.
     *
     * @param message what happened to the job
     * @param cause what stopped the pool
     */
    public PoolClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
