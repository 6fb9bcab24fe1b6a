package org.sempool;

/** The pool is closed: it accepts no more jobs, or it was stopped before this job ended. */
public final class PoolClosedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception for a job that the pool did not accept or did not finish.
     *
     * @param message what happened to the job
     */
    public PoolClosedException(String message) {
        super(message);
    }

    /**
     * Creates an exception that also says why the pool closed by itself.
     *
     * @param message what happened to the job
     * @param cause what stopped the pool
     */
    public PoolClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
