package org.sempool.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the worker if the handler's stop() takes too long. A time in which the process does not run,
 * because it is suspended, counts as a moment.
 */
final class StopDeadline implements AutoCloseable {
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final String handler;
    private final long millis;
    private final int exitCode;

    private StopDeadline(String handler, long millis, int exitCode) {
        this.handler = handler;
        this.millis = millis;
        this.exitCode = exitCode;
    }

    /**
     * Begins to count.
     *
     * @param exitCode with which the process ends then
     */
    static StopDeadline begin(String handler, long millis, int exitCode) {
        StopDeadline deadline = new StopDeadline(handler, millis, exitCode);
        var _ = Thread.ofPlatform().daemon().name("sempool-stop-deadline").start(deadline::await);
        return deadline;
    }

    private void await() {
        long left = Duration.ofMillis(millis).toNanos();
        try {
            while (left > 0) {
                // Bounded steps: each counts as no more than what it was meant to take.
                long step = Math.min(left, STEP_NANOS);
                if (stopped.await(step, TimeUnit.NANOSECONDS)) {
                    return;
                }
                left -= step;
            }
        } catch (InterruptedException byTheHandler) {
            System.err.println("the deadline of the handler's stop() was interrupted");
        }
        System.err.println(
                "handler="
                        + handler
                        + " did not return from stop() within handlerStopTimeout="
                        + millis
                        + " ms; the worker ends without it");
        // No shutdown hooks: one of them may wait for what stop() waits for.
        Runtime.getRuntime().halt(exitCode);
    }

    /** The handler has stopped. */
    @Override
    public void close() {
        stopped.countDown();
    }
}
