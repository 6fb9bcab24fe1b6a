package org.sempool.executor;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the JVM alive while there are tasks, also when {@code main} has ended: the pool's own
 * threads are daemons. A ThreadPoolExecutor's threads do it for as long as they live; this thread
 * goes when there is nothing left to do.
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<?> tasks;
    private final AtomicReference<@Nullable Thread> keeper = new AtomicReference<>();

    /**
     * @param tasks those that have not ended, for all threads
     */
    KeepAlive(Set<?> tasks) {
        this.tasks = tasks;
    }

    /** To be called after a task was added. */
    void begin() {
        if (keeper.get() != null) {
            return;
        }
        Thread thread =
                Thread.ofPlatform()
                        .daemon(false)
                        .name("sempool-executor-keep-alive")
                        .unstarted(this::keep);
        if (keeper.compareAndSet(null, thread)) {
            try {
                thread.start();
            } catch (OutOfMemoryError noThread) {
                keeper.set(null);
                LOG.debug("only what else runs keeps the JVM alive", noThread);
            }
        }
    }

    private void keep() {
        Thread me = Thread.currentThread();
        do {
            do {
                // An interrupt is not meant for this thread, and would have it spin.
                var _ = Thread.interrupted();
                LockSupport.parkNanos(this, LOOK_NANOS);
            } while (!tasks.isEmpty());
            // Who adds a task looks for a keeper afterwards; this looks in the other order.
            keeper.set(null);
        } while (!tasks.isEmpty() && keeper.compareAndSet(null, me));
    }
}
