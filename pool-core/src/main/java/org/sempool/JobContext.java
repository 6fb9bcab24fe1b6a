package org.sempool;

import java.util.Objects;
import java.util.Optional;

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
     * The name that the submitter gave the job.
     *
     * @return the name, if it gave one
     */
    default Optional<String> name() {
        return Optional.empty();
    }

    /**
     * Reports how far the job is. The submitter sees it if it asked for that, and {@code pool
     * inspect} and the command's progress bar show it. Only the latest report counts: the pool
     * looks about ten times a second, so it may be called as often as is convenient. Never blocks.
     *
     * <p>A report after {@code handle} has returned is dropped.
     *
     * @param fraction how much is done, from 0 to 1; NaN if that cannot be told; less than 0 counts
     *     as 0, and more than 1 as 1
     * @param message what the job is doing, in a few words; may be empty. After 128 bytes of UTF-8
     *     it is cut
     */
    default void progress(double fraction, String message) {
        Objects.requireNonNull(message, "message is null; an empty one is allowed");
    }

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
