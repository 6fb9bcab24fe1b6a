package org.sempool.examples.step2ending;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue of step 1 with a flag: once it is closed, nothing can be put, and a taker that finds it
 * empty gets an answer instead of waiting.
 *
 * @param <T> the type of the items
 */
public final class ClosableQueue<T> {
    private final int capacity;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();
    private boolean closed;

    /**
     * Creates an empty queue.
     *
     * @param capacity how many items fit
     */
    public ClosableQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Puts an item, waiting for room.
     *
     * @param item what to put
     * @throws InterruptedException if the thread is interrupted while it waits
     * @throws IllegalStateException if the queue is closed, also while it waits
     */
    public void put(T item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.size() == capacity && !closed) {
                notFull.await();
            }
            if (closed) {
                throw new IllegalStateException("the queue is closed and rejects " + item);
            }
            items.add(item);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the item that was put first, waiting for one.
     *
     * @return the item, or empty if there is none and never will be
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public Optional<T> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty() && !closed) {
                notEmpty.await();
            }
            if (items.isEmpty()) {
                return Optional.empty();
            }
            T item = items.remove();
            notFull.signal();
            return Optional.of(item);
        } finally {
            lock.unlock();
        }
    }

    /** Declares that nothing more will be put. The items in the queue can still be taken. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            // All of them: with signal(), only one would wake, see the flag, and end.
            notEmpty.signalAll();
            notFull.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
