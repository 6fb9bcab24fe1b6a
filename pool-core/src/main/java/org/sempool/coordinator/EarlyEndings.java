package org.sempool.coordinator;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
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
    private static final long PATIENCE_MILLIS = 500;

    private final PendingJobs<R> pending;
    private final Runnable afterEach;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    EarlyEndings(PendingJobs<R> pending, Runnable afterEach) {
        this.pending = pending;
        this.afterEach = afterEach;
    }

    /**
     * Ends a job, unless it has ended. From this call on no result of it counts: whoever is told to
     * stop it may return something at once. To say why may take a moment, and even go wrong.
     */
    void fail(JobFuture<R> job, Supplier<? extends PoolException> failure) {
        if (threads.isShutdown()) {
            LOG.debug("job {} ends with the pool", job.id());
            return;
        }
        if (pending.remove(job.id()) == null) {
            return;
        }
        Runnable end =
                () -> {
                    job.completeExceptionally(describe(failure));
                    afterEach.run();
                };
        try {
            threads.execute(end);
        } catch (RejectedExecutionException justShutDown) {
            var _ = Thread.startVirtualThread(end);
        }
    }

    private static Throwable describe(Supplier<? extends PoolException> failure) {
        try {
            return failure.get();
        } catch (RuntimeException | Error e) {
            LOG.error("a job has failed, and why cannot be told", e);
            return e;
        }
    }

    /** Waits a moment for those that are under way. */
    void await() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("completions still block");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
