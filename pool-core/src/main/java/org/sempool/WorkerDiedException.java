package org.sempool;

/**
 * The job's worker died, and every other worker that was given the job died too. The message says
 * how.
 */
public final class WorkerDiedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** How many workers died. */
    private final int attempts;

    /**
     * Says how the last of the workers died.
     *
     * @param message which worker, its exit code or signal, the last of its output
     * @param attempts how many workers died over the job
     */
    public WorkerDiedException(String message, int attempts) {
        super(message);
        this.attempts = attempts;
    }

    /**
     * How often the job was tried.
     *
     * @return the number of workers that died over it
     */
    public int attempts() {
        return attempts;
    }
}
