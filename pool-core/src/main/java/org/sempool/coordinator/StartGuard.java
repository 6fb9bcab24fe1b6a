package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sempool.PoolStartException;
import org.sempool.process.ProcessorWait;

/**
 * Delays the end of a JVM that is told to end during a pool's start, until the start has cleaned
 * up, or has come to the point where the pool's own shutdown hook does that. It does not wait for a
 * start that is stuck; a start that waits for a processor does not count as stuck.
 */
final class StartGuard implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::awaitEnd, "sempool-start-guard");

    /**
     * Guards until it is closed.
     *
     * @throws PoolStartException if the JVM is shutting down
     */
    StartGuard() {
        addHook(hook);
    }

    /**
     * Adds a shutdown hook.
     *
     * @throws PoolStartException if the JVM is shutting down already
     */
    static void addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException ending) {
            throw new PoolStartException("the JVM is shutting down", ending);
        }
    }

    private void awaitEnd() {
        long pid = ProcessHandle.current().pid();
        PoolClock clock = new PoolClock(System::nanoTime);
        TimeLimit limit = new TimeLimit(PATIENCE, clock, () -> ProcessorWait.ofProcess(pid));
        try {
            Duration left = limit.left();
            while (left.isPositive() && !over.await(left.toNanos(), TimeUnit.NANOSECONDS)) {
                left = limit.left();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook runs already, and now returns.
        }
    }
}
