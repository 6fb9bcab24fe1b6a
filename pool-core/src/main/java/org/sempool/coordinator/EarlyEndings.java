package org.sempool.coordinator;

import java.util.function.Supplier;
import org.sempool.PoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends jobs that will have no result. What is attached to a future may block, so each ends in a
 * thread of its own.
 */
final class EarlyEndings<R> {
    private static final Logger LOG = LoggerFactory.getLogger(EarlyEndings.class);

    private final PendingJobs<R> pending;
    private final SideThreads threads;
    private final Completions<R> completions;

    EarlyEndings(PendingJobs<R> pending, SideThreads threads, Completions<R> completions) {
        this.pending = pending;
        this.threads = threads;
        this.completions = completions;
    }

    /**
     * Ends a job, unless it has ended. From this call on no result of it counts: a worker that is
     * told to stop it may return something at once. To say why may take a moment, and even go
     * wrong.
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
}
