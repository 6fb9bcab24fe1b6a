package org.sempool.examples.exercise3priority;

import java.util.Comparator;
import java.util.concurrent.Semaphore;

/**
 * The bounded buffer with three semaphores, and priorities. The semaphores count items, whatever
 * their priority; only the collection that the mutex guards differs.
 *
 * @param <T> the type of the items
 */
public final class PriorityQueue<T> {
    private final java.util.PriorityQueue<Entry<T>> items =
            new java.util.PriorityQueue<>(
                    Comparator.comparingInt((Entry<T> entry) -> entry.priority())
                            .reversed()
                            .thenComparingLong(Entry::number));

    /** How many items were put so far: a heap alone does not keep the order of equals. */
    private long puts;

    private record Entry<T>(T item, int priority, long number) {}

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
        items.add(new Entry<>(item, priority, puts++));
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
        T item = items.remove().item();
        mutex.release();
        isem.release();
        return item;
    }
}
