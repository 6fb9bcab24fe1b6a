package org.sempool.examples.exercise3priority;

import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;

/**
 * The bounded buffer with three semaphores. Priorities are missing.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> {
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
    public PriorityQueue(int capacity) {
        isem = new Semaphore(capacity);
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item what to put
     * @param priority its priority; any number, a higher one goes first
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public void put(T item, int priority) throws InterruptedException {
        isem.acquire();
        mutex.acquireUninterruptibly();
        items.add(item);
        mutex.release();
        osem.release();
    }

    /**
     * Takes the item that was put first among those with the highest priority. Waits for one.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public T take() throws InterruptedException {
        osem.acquire();
        mutex.acquireUninterruptibly();
        T item = items.remove();
        mutex.release();
        isem.release();
        return item;
    }
}
