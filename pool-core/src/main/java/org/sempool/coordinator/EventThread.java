package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that handles events in order, at once or after a delay. If an event fails, the failure
 * is logged, and the thread goes on.
 */
final class EventThread {
    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);

    /** Longer than any wait, and far from where sums of such numbers overflow. */
    private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

    /** A scheduled event. */
    @FunctionalInterface
    interface Timer {
        /** Cancels the event and keeps nothing of it. */
        void cancel();
    }

    private final ScheduledThreadPoolExecutor thread;
    private final BooleanSupplier ignores;

    /**
     * @param ignores whether further events are ignored; once true, it stays true
     */
    EventThread(String name, BooleanSupplier ignores) {
        this.ignores = ignores;
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name(name).factory());
        this.thread.setRemoveOnCancelPolicy(true);
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void run(Runnable event) {
        var _ = runAfter(Duration.ZERO, event);
    }

    Timer runAfter(Duration pause, Runnable event) {
        try {
            Future<?> coming =
                    thread.schedule(() -> handle(event), nanos(pause), TimeUnit.NANOSECONDS);
            return () -> coming.cancel(false);
        } catch (RejectedExecutionException ended) {
            LOG.debug("an event came after the end", ended);
            return () -> {};
        }
    }

    /** Converts a user's duration, which may exceed a number of nanoseconds. */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(FOREVER_NANOS)) < 0
                ? duration.toNanos()
                : FOREVER_NANOS;
    }

    /** How many events are scheduled, including periodic ones. */
    int coming() {
        return thread.getQueue().size();
    }

    void runEvery(Duration interval, Runnable event) {
        long nanos = interval.toNanos();
        try {
            var _ =
                    thread.scheduleWithFixedDelay(
                            () -> handle(event), nanos, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            // The pool was stopped while it started; the thread that starts it finds out.
            LOG.debug("periodic events begin after the end", ended);
        }
    }

    private void handle(Runnable event) {
        if (ignores.getAsBoolean()) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            if (!ignores.getAsBoolean()) {
                SafeLog.error(LOG, "an event could not be handled", e);
            }
        }
    }

    /** Ends the thread, and waits briefly for it. */
    void end() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("the thread is still busy");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
