package org.sempool.coordinator;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for tasks that may take long or block for ever, such as the callbacks of users.
 *
 * <p>They are platform threads of the pool's own: the JVM's common pool and the carriers of virtual
 * threads are the user's, and may all be busy, even waiting for this pool. Only while all platform
 * threads are busy do tasks go to virtual threads, whose number has no bound.
 *
 * <p>Thread-safe.
 */
final class SideThreads {
    private static final Logger LOG = LoggerFactory.getLogger(SideThreads.class);
    private static final int MAX_PLATFORM_THREADS = 16;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    MAX_PLATFORM_THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("sempool-side-", 1).factory());

    /** Runs a task soon, in a thread for which no other waits. */
    void run(Runnable task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException allBusyOrEnded) {
            var _ = Thread.startVirtualThread(task);
        } catch (OutOfMemoryError noThread) {
            LOG.debug("no more platform threads", noThread);
            var _ = Thread.startVirtualThread(task);
        }
    }

    boolean isEnding() {
        return threads.isShutdown();
    }

    /** Waits briefly for running tasks. */
    void end(long patienceMillis) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(patienceMillis, TimeUnit.MILLISECONDS)) {
                LOG.debug("some threads still block");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
