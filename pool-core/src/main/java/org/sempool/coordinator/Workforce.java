package org.sempool.coordinator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerStats;

/**
 * The workers of a pool, as the rest of the coordinator sees them: processes of this machine that a
 * {@link Supervisor} keeps alive, or hosts on other machines that have workers of their own.
 *
 * <p>Thread-safe, unless a method says otherwise.
 */
interface Workforce<R> extends WorkerEvents {
    /** An attempt that a worker makes at a job. */
    record Attempt(long jobId, int number, int worker) {}

    /** How many workers were started, were replaced as planned, and have died. */
    record Changes(long starts, long retirements, long deaths) {}

    /** Measures the time limits of jobs; it stands still while the pool is suspended. */
    PoolClock clock();

    /**
     * Starts everything.
     *
     * @param alsoPoll called at intervals with the time, for what else is not reported
     */
    void start(LongConsumer alsoPoll);

    /**
     * Waits until the pool can begin.
     *
     * @throws org.sempool.PoolStartException if it cannot
     */
    void awaitStart() throws InterruptedException;

    /** Cancels a job that may have a worker, at once or after the current attempt. */
    void cancel(JobFuture<R> job, boolean atOnce);

    /** The attempt that a worker makes at a job now, or null if that is not known. */
    @Nullable Attempt attemptAt(long jobId);

    /**
     * Suspends all workers. Idempotent.
     *
     * @throws UnsupportedOperationException if that is not possible
     */
    void suspend();

    /** Resumes them. Idempotent. */
    void resume();

    /** The pool stops, and cannot be suspended any more. */
    void endSuspension();

    /**
     * Waits for cancelled jobs, until they have ended or their workers were killed. To be called
     * when no more jobs will come and none is pending.
     *
     * @param most how long to wait, if that is less than the jobs have
     */
    void awaitCancelled(Duration most) throws InterruptedException;

    /**
     * Lets the workers end, as there are no more jobs.
     *
     * @param most how long they may take, if that is less than the pool's limit
     */
    void endGracefully(Duration most) throws InterruptedException;

    /** Kills the workers that the pool has started. Does not wait for their ends. */
    void kill();

    /** Ends everything, after {@link #kill}. */
    void end() throws InterruptedException;

    Changes changes();

    /** The attempts that workers make now, by the workers' numbers, as far as they are known. */
    Map<Integer, Attempt> attempts();

    /**
     * The workers that there are now, as far as they are known.
     *
     * @param attempts what they do
     * @param jobs the pending jobs by their ids; null for a job that has ended
     */
    List<WorkerStats> describe(
            Map<Integer, Attempt> attempts, LongFunction<@Nullable JobFuture<R>> jobs);
}
