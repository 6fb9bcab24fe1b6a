package org.sempool.examples.exercise2timeout;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The bounded buffer with three semaphores, and a limit to the waiting of {@link #take}: one
 * deadline for both of its waits. If it does not get the second permit, it gives back the first.
 *
 * @param <T> the type of the items
 */
public final class TimedQueue<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    /** How many places are free. */
    private final Semaphore isem;

    /** How many items there are. */
    private final Semaphore osem;

    /** The thread with its only permit may access the items. */
    private final Semaphore mutex;

    /**
     * Creates an empty queue.
     *
     * @param capacity how many items fit
     */
    public TimedQueue(int capacity) {
        this(new Semaphore(capacity), new Semaphore(0), new Semaphore(1));
    }

    /** The tests pass their own semaphores, to observe them. */
    TimedQueue(Semaphore isem, Semaphore osem, Semaphore mutex) {
        this.isem = isem;
        this.osem = osem;
        this.mutex = mutex;
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item what to put
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void put(T item) throws InterruptedException {
        isem.acquire();
        mutex.acquireUninterruptibly();
        items.add(item);
        mutex.release();
        osem.release();
    }

    /**
     * Takes the item that was put first, waiting for one, but not for longer than {@code patience},
     * whatever it waits for.
     *
     * @param patience how long to wait at most, in total; with zero or less it does not wait
     * @return the item; empty if there was none in time, and then the queue is unchanged
     * @throws InterruptedException if the thread is interrupted while it waits, and then the queue
     *     is unchanged
     */
    public Optional<T> take(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        if (!osem.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        boolean hasMutex = false;
        try {
            hasMutex = mutex.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } finally {
            if (!hasMutex) {
                osem.release();
            }
        }
        if (!hasMutex) {
            return Optional.empty();
        }
        T item = items.remove();
        mutex.release();
        isem.release();
        return Optional.of(item);
    }
}
