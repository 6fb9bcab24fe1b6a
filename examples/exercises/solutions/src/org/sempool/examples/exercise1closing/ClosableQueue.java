package org.sempool.examples.exercise1closing;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The bounded buffer with three semaphores, which can be closed.
 *
 * <p>A semaphore has no {@code signalAll}. So closing lets in one sleeper on each side, and a
 * thread that gets in and finds nothing to do lets in the next: after the last one a permit stays,
 * so later threads do not sleep at all.
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

    /** Accessed only with the mutex. */
    private boolean closed;

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
        boolean refused = closed;
        if (!refused) {
            items.add(item);
        }
        mutex.release();
        if (refused) {
            isem.release();
            throw new IllegalStateException("the queue is closed and rejects " + item);
        }
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
        Optional<T> item = Optional.ofNullable(items.poll());
        mutex.release();
        if (item.isEmpty()) {
            osem.release();
        } else {
            isem.release();
        }
        return item;
    }

    /**
     * Declares that nothing more will be put. The items in the queue can still be taken. Threads
     * that wait are woken, and no thread waits later. Closing it twice has the same effect as once.
     */
    public void close() {
        mutex.acquireUninterruptibly();
        closed = true;
        mutex.release();
        isem.release();
        osem.release();
    }
}
