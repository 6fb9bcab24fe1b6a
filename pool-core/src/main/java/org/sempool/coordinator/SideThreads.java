package org.sempool.coordinator;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Threads for what may take long or block for ever, such as what users attach to their futures.
 *
 * <p>Platform threads, of the pool's own: the JVM's common pool and the carriers of virtual threads
 * are the user's, who may have filled them, even with threads that wait for this pool. Only what
 * comes while all of a handful block goes to virtual threads, of which there is no end.
 *
 * <p>Thread-safe.
 */
final class SideThreads {
    private static final Logger LOG = LoggerFactory.getLogger(SideThreads.class);
    private static final int MOST_PLATFORM_THREADS = 16;
    private static final long IDLE_SECONDS = 5;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    0,
                    MOST_PLATFORM_THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    Thread.ofPlatform().daemon().name("sempool-side-", 1).factory());

    /** Runs something soon, in a thread that no other waits for. */
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

    /** Waits a moment for what is under way. */
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
