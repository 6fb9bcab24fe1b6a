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
 * One thread that handles events in their order, now or later. What goes wrong in one event is
 * logged, and the thread goes on.
 */
final class EventThread {
    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);

    /** Longer than anybody waits, and far from where sums of such numbers overflow. */
    private static final long FOREVER_NANOS = Long.MAX_VALUE / 4;

    /** An event that is to come. */
    @FunctionalInterface
    interface Timer {
        /** It need not come any more, and nothing of it is kept. */
        void cancel();
    }

    private final ScheduledThreadPoolExecutor thread;
    private final BooleanSupplier ignores;

    /**
     * @param ignores whether further events are ignored, which stays so once it is
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

    /** What a user has chosen may be longer than a number of nanoseconds can say. */
    static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofNanos(FOREVER_NANOS)) < 0
                ? duration.toNanos()
                : FOREVER_NANOS;
    }

    /** How many events are to come, those at intervals included. */
    int coming() {
        return thread.getQueue().size();
    }

    void runEvery(Duration interval, Runnable event) {
        long nanos = interval.toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> handle(event), nanos, nanos, TimeUnit.NANOSECONDS);
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

    /** Ends the thread; waits a moment for it. */
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
