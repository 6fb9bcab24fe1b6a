package org.sempool;

/**
 * What a handler may want to know about the job it handles.
 *
 * <p>May be used by any thread, until {@code handle} returns.
 */
public interface JobContext {
    /**
     * The job's number.
     *
     * @return unique in the pool
     */
    long jobId();

    /**
     * Which attempt at the job this is.
     *
     * @return from 1; more if a worker died while it had the job, or if the handler failed and
     *     failures are retried
     */
    int attempt();

    /**
     * The number of the worker that runs this.
     *
     * @return from 1
     */
    int worker();

    /**
     * Whether nobody waits for the result any more: the job's time is over, or its future was
     * cancelled. The handler's thread is interrupted then, too, and if the handler does not return
     * within the pool's grace period, the worker is killed; but not after a {@code cancel(false)},
     * which lets the job run on for as long as it likes.
     *
     * @return true if the handler should return as soon as it can; what it returns does not matter
     */
    boolean isCancelled();

    /**
     * A context for a handler's unit test.
     *
     * @param jobId the job's number
     * @param attempt the attempt, from 1
     * @param worker the worker's number, from 1
     * @return a context that is never cancelled
     */
    static JobContext of(long jobId, int attempt, int worker) {
        return new UncancelledContext(jobId, attempt, worker);
    }
}
