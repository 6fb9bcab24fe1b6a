package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that handles events in their order, now or later. What goes wrong in one event is
 * logged, and the thread goes on; once it is told to, it ignores all further ones.
 */
final class EventThread {
    private static final Logger LOG = LoggerFactory.getLogger(EventThread.class);

    private final ScheduledThreadPoolExecutor thread;
    private volatile boolean ignoring;

    EventThread(String name) {
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name(name).factory());
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void run(Runnable event) {
        runAfter(Duration.ZERO, event);
    }

    void runAfter(Duration pause, Runnable event) {
        try {
            var _ = thread.schedule(() -> handle(event), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException ended) {
            LOG.debug("an event came after the end", ended);
        }
    }

    void runEvery(Duration interval, Runnable event) {
        long nanos = interval.toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> handle(event), nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void handle(Runnable event) {
        if (ignoring) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            if (!ignoring) {
                LOG.error("an event could not be handled", e);
            }
        }
    }

    void ignoreFurtherEvents() {
        ignoring = true;
    }

    boolean isIgnoring() {
        return ignoring;
    }

    /** Ends the thread; waits a moment for it. */
    void end() {
        ignoring = true;
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
