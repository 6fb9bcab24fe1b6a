package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.sempool.PoolException;
import org.sempool.PoolListener;
import org.sempool.spi.CoordinatorEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops a pool: when its user closes it, when it breaks down, and when the JVM shuts down. Whatever
 * fails on the way, the workers are killed, the files are removed, and all jobs end.
 *
 * <p>Thread-safe; several threads may stop a pool at the same time, in different ways.
 */
final class Shutdown<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final long COMPLETION_PATIENCE_MILLIS = 500;
    private static final String STOPPED_EARLY = "the pool was stopped before a worker was ready";

    private final PendingJobs<R> pending;
    private final CoordinatorEnd channel;
    private final Lifecycle lifecycle;
    private final Workforce<R> workforce;
    private final ResultPump<R> pump;
    private final JobFailures<R> jobFailures;
    private final Listeners listeners;
    private final ReentrantLock stopping = new ReentrantLock();
    private final Thread hook = new Thread(this::shutdownNow, "sempool-shutdown");

    /** Started in advance: the breakdown may be caused by a lack of threads. */
    private final Thread breakdown =
            Thread.ofPlatform()
                    .daemon()
                    .name("sempool-breakdown")
                    .unstarted(this::shutdownAfterBreakdown);

    Shutdown(
            CoordinatorEnd channel,
            PendingJobs<R> pending,
            Lifecycle lifecycle,
            Workforce<R> workforce,
            ResultPump<R> pump,
            JobFailures<R> jobFailures,
            Listeners listeners) {
        this.pending = pending;
        this.channel = channel;
        this.lifecycle = lifecycle;
        this.workforce = workforce;
        this.pump = pump;
        this.jobFailures = jobFailures;
        this.listeners = listeners;
    }

    /**
     * From now on a breakdown stops the pool, and so does the end of the JVM.
     *
     * @param atExit whether the end of the JVM does
     */
    void arm(boolean atExit) {
        if (atExit) {
            StartGuard.addHook(hook);
        }
        breakdown.start();
    }

    private void shutdownAfterBreakdown() {
        if (lifecycle.awaitBreakdown()) {
            shutdownNow();
        }
    }

    /**
     * Waits for all jobs, and stops the pool.
     *
     * @param dropUnneeded ends jobs whose results will not be read
     * @param limitNanos how long all of it may take; then jobs that have not ended are given up
     * @return whether none was given up
     */
    boolean close(Runnable dropUnneeded, long limitNanos) {
        LOG.debug("closing");
        long begun = System.nanoTime();
        lifecycle.stopAccepting();
        workforce.resume();
        try {
            while (!lifecycle.isStopped() && !pending.isEmpty()) {
                long left = left(begun, limitNanos);
                if (left <= 0) {
                    shutdownNow();
                    return false;
                }
                // In each round: a job that is just being published is dropped in the next one.
                dropUnneeded.run();
                // No bound but the user's: a job may take any time.
                lifecycle.awaitJobEnd(() -> pending.isEmpty(), left);
            }
            workforce.awaitCancelled(Duration.ofNanos(left(begun, limitNanos)));
            stop(true, Duration.ofNanos(left(begun, limitNanos)));
            return true;
        } catch (InterruptedException e) {
            boolean none = pending.isEmpty();
            shutdownNow();
            Thread.currentThread().interrupt();
            return none;
        }
    }

    private static long left(long begunNanos, long limitNanos) {
        return Math.max(0, limitNanos - (System.nanoTime() - begunNanos));
    }

    /** Kills the workers, and stops the pool. */
    void shutdownNow() {
        lifecycle.stopAccepting();
        lifecycle.expectDeaths();
        try {
            workforce.kill();
        } finally {
            try {
                stop(false, Duration.ZERO);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void stop(boolean gracefully, Duration patience) throws InterruptedException {
        try {
            stopLocked(gracefully, patience);
        } finally {
            lifecycle.terminate();
        }
    }

    private void stopLocked(boolean gracefully, Duration patience) throws InterruptedException {
        // Not interruptible: the lock is held for a bounded time, and a stop must be completed.
        stopping.lock();
        try {
            if (lifecycle.isStopped()) {
                return;
            }
            lifecycle.expectDeaths();
            pump.end();
            try {
                if (gracefully) {
                    workforce.endGracefully(patience);
                }
            } finally {
                stopForGood();
            }
        } finally {
            stopping.unlock();
        }
    }

    private void stopForGood() {
        lifecycle.setStopped();
        workforce.endSuspension();
        boolean interrupted = Thread.interrupted();
        try {
            workforce.end();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            pump.awaitEnd();
            try {
                channel.close();
            } finally {
                // Even if something could not be removed, no caller may keep waiting for a result.
                removeHook();
                var _ = lifecycle.firstReady().fail(lifecycle.closed(STOPPED_EARLY));
                jobFailures.failAll(
                        () -> lifecycle.closed("the pool was stopped before the job had ended"),
                        COMPLETION_PATIENCE_MILLIS);
                tellListeners();
            }
        }
        LOG.debug("closed");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellListeners() {
        PoolException broken = lifecycle.brokenBy();
        if (broken != null) {
            listeners.tell("poolBroken", listener -> listener.poolBroken(broken));
        }
        listeners.tell("poolClosed", PoolListener::poolClosed);
        listeners.end(COMPLETION_PATIENCE_MILLIS);
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            LOG.debug("stopped by the JVM's shutdown", alreadyShuttingDown);
        }
    }
}
