package org.sempool.coordinator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.PoolException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of a pool, from its start to its end.
 *
 * <pre>
 *   accepting jobs ── close ──► finishing them ──► ending the workers ──► stopped
 *         └────────── breakDown, shutdownNow ──────────────┘
 * </pre>
 *
 * <p>A pool that cannot go on breaks down: the thread that notices it calls {@link #breakDown}, and
 * {@link Shutdown} does the rest. Thread-safe.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final FirstReady firstReady = new FirstReady();
    private final AtomicReference<@Nullable PoolException> brokenBy = new AtomicReference<>();
    private final CountDownLatch brokenOrStopped = new CountDownLatch(1);
    private final CompletableFuture<Void> termination = new CompletableFuture<>();
    private final Object jobEnd = new Object();
    private volatile boolean accepting = true;
    private volatile boolean endingWorkers;
    private volatile boolean stopped;

    /** Whether the first worker is ready. */
    FirstReady firstReady() {
        return firstReady;
    }

    boolean isAccepting() {
        return accepting;
    }

    void stopAccepting() {
        accepting = false;
    }

    /**
     * @throws PoolClosedException if the pool accepts no jobs any more
     */
    void checkAccepting() {
        if (!accepting) {
            throw closed("the pool is closed; the job was not accepted");
        }
    }

    /** From now on workers are expected to end, and none is replaced. */
    void expectDeaths() {
        endingWorkers = true;
    }

    boolean expectsDeaths() {
        return endingWorkers;
    }

    /** Stops a pool that cannot go on: jobs that wait for a worker must not wait for ever. */
    void breakDown(PoolException cause) {
        // The workers that are killed now need no repair.
        expectDeaths();
        if (!brokenBy.compareAndSet(null, cause)) {
            return;
        }
        accepting = false;
        LOG.error("the pool is stopping: {}", cause.getMessage());
        var _ = firstReady.fail(cause);
        brokenOrStopped.countDown();
    }

    /** Waits as long as the pool lives; returns whether it broke down. */
    boolean awaitBreakdown() {
        try {
            brokenOrStopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return brokenBy.get() != null;
    }

    /** Why the pool broke down, or null. */
    @Nullable PoolException brokenBy() {
        return brokenBy.get();
    }

    boolean isStopped() {
        return stopped;
    }

    void setStopped() {
        stopped = true;
        brokenOrStopped.countDown();
        noteJobEnd();
    }

    /** A copy, so that its user cannot end it for others. */
    CompletableFuture<Void> termination() {
        return termination.copy();
    }

    /**
     * To be called when nothing of the pool is left. Runs callbacks of users, which may block, so
     * the caller must hold no lock.
     */
    void terminate() {
        PoolException cause = brokenBy.get();
        if (cause == null) {
            var _ = termination.complete(null);
        } else {
            var _ = termination.completeExceptionally(cause);
        }
    }

    /**
     * The exception for callers that wait for the pool: why it broke down, or else the given
     * reason.
     */
    PoolClosedException closed(String reason) {
        PoolException cause = brokenBy.get();
        return cause == null
                ? new PoolClosedException(reason)
                : new PoolClosedException("the pool has stopped: " + cause.getMessage(), cause);
    }

    /** To be called whenever a job has left the pending ones. */
    void noteJobEnd() {
        if (!accepting) {
            synchronized (jobEnd) {
                jobEnd.notifyAll();
            }
        }
    }

    /**
     * Waits briefly for a job to end, unless the pool has stopped or no job is left.
     *
     * @param mostNanos how long to wait at most; it may be less
     */
    void awaitJobEnd(BooleanSupplier isNoneLeft, long mostNanos) throws InterruptedException {
        synchronized (jobEnd) {
            if (!stopped && !isNoneLeft.getAsBoolean()) {
                TimeUnit.NANOSECONDS.timedWait(jobEnd, Math.min(mostNanos, POLL_NANOS));
            }
        }
    }
}
