package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sempool.PoolStartException;
import org.sempool.process.ProcessorWait;

/**
 * Keeps a JVM that is told to end in the middle of a start from ending before the start has undone
 * what it did, or has come to where the pool's own shutdown hook sees to that. It does not wait for
 * a start that is stuck; one that waits for a processor is not.
 */
final class StartGuard implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = new Thread(this::awaitEnd, "sempool-start-guard");

    /**
     * Until it is closed.
     *
     * @throws PoolStartException if the JVM is about to end
     */
    StartGuard() {
        addHook(hook);
    }

    /**
     * Adds a shutdown hook.
     *
     * @throws PoolStartException if it is too late for that
     */
    static void addHook(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException ending) {
            throw new PoolStartException("the program is about to end", ending);
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
            // It runs already, and has nothing to wait for any more.
        }
    }
}
