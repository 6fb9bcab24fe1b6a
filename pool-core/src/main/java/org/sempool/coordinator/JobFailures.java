package org.sempool.coordinator;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds pending jobs that will have no result, and fails them. A future's callbacks may block, so
 * each job ends in a side thread.
 *
 * <p>Thread-safe.
 */
final class JobFailures<R> {
    private static final Logger LOG = LoggerFactory.getLogger(JobFailures.class);

    private final PendingJobs<R> pending;
    private final SideThreads threads;
    private final Completions<R> completions;
    private final JobEnds ends;

    JobFailures(
            PendingJobs<R> pending, SideThreads threads, Completions<R> completions, JobEnds ends) {
        this.pending = pending;
        this.threads = threads;
        this.completions = completions;
        this.ends = ends;
    }

    /** The job, if it is pending. */
    @Nullable JobFuture<R> find(long jobId) {
        return pending.get(jobId);
    }

    /**
     * Fails a job, unless it has ended. From this call on its result is ignored: a handler may
     * return one at once when it is told to stop. Finding the reason may take a moment, and may
     * fail.
     */
    void fail(JobFuture<R> job, Supplier<? extends PoolException> failure) {
        fail(job, 0, 0, failure);
    }

    /**
     * Fails a job that a worker runs, unless it has ended.
     *
     * @param attempt the attempt that the worker makes at it, or 0
     * @param worker the worker's number, or 0
     */
    void fail(
            JobFuture<R> job, int attempt, int worker, Supplier<? extends PoolException> failure) {
        if (threads.isEnding()) {
            LOG.debug("job {} ends with the pool", job.id());
            return;
        }
        if (pending.remove(job.id()) == null) {
            return;
        }
        threads.run(
                () -> {
                    Throwable described = describe(failure);
                    ends.failed(job, JobEnds.kindOf(described), attempt, worker);
                    completions.end(job, null, described);
                });
    }

    private static Throwable describe(Supplier<? extends PoolException> failure) {
        try {
            return failure.get();
        } catch (RuntimeException | Error e) {
            LOG.error("a job has failed, and its reason could not be determined", e);
            return e;
        }
    }

    /** Fails all jobs, as the pool has stopped; waits briefly for their callbacks. */
    void failAll(Supplier<PoolException> failure, long patienceMillis) {
        for (JobFuture<R> job : pending.removeAll()) {
            // A callback may block, even on the end of this very stop.
            PoolException reason = failure.get();
            ends.failed(job, JobEnds.kindOf(reason));
            completions.endAside(job, null, reason);
        }
        completions.settle(patienceMillis);
        threads.end(patienceMillis);
    }
}
