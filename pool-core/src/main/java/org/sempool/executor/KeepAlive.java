package org.sempool.executor;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the JVM alive while there are tasks, even after {@code main} has ended: the pool's own
 * threads are daemons. The threads of a ThreadPoolExecutor do this as long as they live; this
 * thread ends when no task is left.
 */
final class KeepAlive {
    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Set<?> tasks;
    private final AtomicReference<@Nullable Thread> keeper = new AtomicReference<>();

    /**
     * @param tasks the tasks that have not ended; thread-safe
     */
    KeepAlive(Set<?> tasks) {
        this.tasks = tasks;
    }

    /** Call this after a task was added. */
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
                LOG.debug("no thread to keep the JVM alive until the tasks have ended", noThread);
            }
        }
    }

    private void keep() {
        Thread me = Thread.currentThread();
        do {
            do {
                // An interrupt is not meant for this thread and would make it spin.
                var _ = Thread.interrupted();
                LockSupport.parkNanos(this, LOOK_NANOS);
            } while (!tasks.isEmpty());
            // A thread that adds a task checks for a keeper afterwards; the keeper checks for tasks
            // after it has resigned. So one of the two sees the other.
            keeper.set(null);
        } while (!tasks.isEmpty() && keeper.compareAndSet(null, me));
    }
}
