package org.sempool.examples.exercise4batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The bounded buffer with three semaphores. Batches are missing: a semaphore gives several permits
 * as easily as one, so several items could go through it at the price of one.
 *
 * @param <T> the type of the items
 */
public final class BatchQueue<T> {
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
    public BatchQueue(int capacity) {
        isem = new Semaphore(capacity);
    }

    /**
     * Puts all of the items next to each other, waiting for room for all of them. A later batch
     * waits behind an earlier one, even if there is room for it.
     *
     * @param batch what to put, in this order; may be empty
     * @throws InterruptedException if the thread is interrupted while it waits; none of the items
     *     is in the queue then
     * @throws IllegalArgumentException if they can never fit; the message says how many there are,
     *     and how many fit
     */
    public void putAll(List<T> batch) throws InterruptedException {
        for (T item : batch) {
            isem.acquire();
            mutex.acquireUninterruptibly();
            items.add(item);
            mutex.release();
            osem.release();
        }
    }

    /**
     * Takes the items that were put first: waits until there is one, but not until there are more.
     *
     * @param most how many to take at most, 1 or more
     * @return at least one item, in the order in which they were put
     * @throws InterruptedException if the thread is interrupted while it waits; nothing is taken
     *     then
     */
    public List<T> takeUpTo(int most) throws InterruptedException {
        List<T> taken = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            osem.acquire();
            mutex.acquireUninterruptibly();
            taken.add(items.remove());
            mutex.release();
            isem.release();
        }
        return taken;
    }
}
