package org.sempool.coordinator;

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
 * How far a pool's life has come.
 *
 * <pre>
 *   accepting jobs ── close ──► finishing them ──► ending the workers ──► stopped
 *         └────────── breakDown, shutdownNow ──────────────┘
 * </pre>
 *
 * <p>A pool that cannot go on breaks down: whatever notices it, in any thread, says so here, and
 * {@link Shutdown} does the rest. Thread-safe.
 */
final class Lifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);
    private static final long LOOK_MILLIS = 50;

    private final FirstReady firstReady = new FirstReady();
    private final AtomicReference<@Nullable PoolException> brokenBy = new AtomicReference<>();
    private final CountDownLatch brokenOrStopped = new CountDownLatch(1);
    private final Object jobEnd = new Object();
    private volatile boolean accepting = true;
    private volatile boolean endingWorkers;
    private volatile boolean stopped;

    /** Whether the pool has come so far that a worker is ready. */
    FirstReady firstReady() {
        return firstReady;
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

    /** From now on the deaths of workers are expected, and none is replaced. */
    void expectDeaths() {
        endingWorkers = true;
    }

    boolean expectsDeaths() {
        return endingWorkers;
    }

    /** The pool cannot go on: what waits for a worker must not wait for ever. */
    void breakDown(PoolException cause) {
        // The deaths of those that are killed now are no news.
        expectDeaths();
        if (!brokenBy.compareAndSet(null, cause)) {
            return;
        }
        accepting = false;
        LOG.error("the pool stops: {}", cause.getMessage());
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

    boolean isStopped() {
        return stopped;
    }

    void setStopped() {
        stopped = true;
        brokenOrStopped.countDown();
        noteJobEnd();
    }

    /** What to tell those who wait for the pool: why it broke down, or else the given reason. */
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
     * Waits for a job to end, but not for long, and not if the pool has stopped or none is left.
     */
    void awaitJobEnd(BooleanSupplier isNoneLeft) throws InterruptedException {
        synchronized (jobEnd) {
            if (!stopped && !isNoneLeft.getAsBoolean()) {
                TimeUnit.MILLISECONDS.timedWait(jobEnd, LOOK_MILLIS);
            }
        }
    }
}
