package org.sempool.coordinator;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs that will have no result. What is attached to a future may block, so each ends in a
 * thread that nobody waits for.
 *
 * <p>Thread-safe.
 */
final class JobEndings<R> {
    private static final Logger LOG = LoggerFactory.getLogger(JobEndings.class);

    private final PendingJobs<R> pending;
    private final SideThreads threads;
    private final Completions<R> completions;

    JobEndings(PendingJobs<R> pending, SideThreads threads, Completions<R> completions) {
        this.pending = pending;
        this.threads = threads;
        this.completions = completions;
    }

    /** The job, if it has not ended. */
    @Nullable JobFuture<R> find(long jobId) {
        return pending.get(jobId);
    }

    /**
     * Fails a job, unless it has ended. From this call on no result of it counts: a handler that is
     * told to stop may return something at once. The reason may take a moment to find, and even
     * that can go wrong.
     */
    void fail(JobFuture<R> job, Supplier<? extends PoolException> failure) {
        if (threads.isEnding()) {
            LOG.debug("job {} ends with the pool", job.id());
            return;
        }
        if (pending.remove(job.id()) == null) {
            return;
        }
        threads.run(() -> completions.end(job, null, describe(failure)));
    }

    private static Throwable describe(Supplier<? extends PoolException> failure) {
        try {
            return failure.get();
        } catch (RuntimeException | Error e) {
            LOG.error("a job has failed, and why cannot be told", e);
            return e;
        }
    }

    /** Runs what may take long in a thread that nobody waits for. */
    void runAside(Runnable task) {
        threads.run(task);
    }

    boolean isAnyPending() {
        return !pending.isEmpty();
    }

    /** Fails all jobs, as the pool has stopped; waits a moment for what is attached to them. */
    void failAll(Supplier<PoolException> failure, long patienceMillis) {
        for (JobFuture<R> job : pending.removeAll()) {
            // What is attached to a future may block, even on the end of this very stop.
            completions.endAside(job, null, failure.get());
        }
        completions.settle(patienceMillis);
        threads.end(patienceMillis);
    }
}
