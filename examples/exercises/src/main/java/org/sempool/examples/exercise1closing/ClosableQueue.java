package org.sempool.examples.exercise1closing;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The bounded buffer with three semaphores. Closing it is missing: see {@link #close}.
 *
 * @param <T> the type of the items
 */
public final class ClosableQueue<T> {
    private final ArrayDeque<T> items = new ArrayDeque<>();

    /** How many places are free. */
    private final Semaphore isem;

    /** How many items there are. */
    private final Semaphore osem = new Semaphore(0);

    /** The thread with its only permit may access the items. */
    private final Semaphore mutex = new Semaphore(1);

    /**
     * Creates an empty queue.
     *
     * @param capacity how many items fit
     */
    public ClosableQueue(int capacity) {
        isem = new Semaphore(capacity);
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item what to put
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue is closed, before the call or while it waits; the
     *     item is not in the queue then
     */
    public void put(T item) throws InterruptedException {
        isem.acquire();
        mutex.acquireUninterruptibly();
        items.add(item);
        mutex.release();
        osem.release();
    }

    /**
     * Takes the item that was put first, waiting for one.
     *
     * @return the item; empty if the queue is closed and nothing is left in it
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<T> take() throws InterruptedException {
        osem.acquire();
        mutex.acquireUninterruptibly();
        T item = items.remove();
        mutex.release();
        isem.release();
        return Optional.of(item);
    }

    /**
     * Declares that nothing more will be put. The items in the queue can still be taken. Threads
     * that wait are woken, and no thread waits later. Closing it twice has the same effect as once.
     */
    public void close() {
        // Exercise 1: write this, and what it needs elsewhere.
    }
}
