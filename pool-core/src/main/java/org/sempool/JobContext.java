package org.sempool;

/**
 * Describes the job that a handler runs.
 *
 * <p>Any thread may use it until {@code handle} returns.
 */
public interface JobContext {
    /**
     * The job's number.
     *
     * @return unique in the pool
     */
    long jobId();

    /**
     * The number of this attempt at the job.
     *
     * @return 1 for the first; more if a worker died while it had the job, or if the handler threw
     *     and failures are retried
     */
    int attempt();

    /**
     * The number of the worker that runs the job.
     *
     * @return from 1
     */
    int worker();

    /**
     * Returns whether the result is no longer wanted, because the job timed out or its future was
     * cancelled. The handler's thread is then interrupted as well, and if the handler does not
     * return within the pool's grace period, the worker is killed. After {@code cancel(false)}
     * neither happens: the job may run to its end.
     *
     * @return true if the handler should return as soon as it can; its result is discarded
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
