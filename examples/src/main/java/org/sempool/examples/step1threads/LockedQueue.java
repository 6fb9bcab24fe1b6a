package org.sempool.examples.step1threads;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.sempool.examples.homework.JobQueue;

/**
 * A monitor: a lock and two conditions. A thread that waits for a condition releases the lock.
 *
 * <p>In C: {@code pthread_mutex_t} and two {@code pthread_cond_t}.
 *
 * @param <T> the type of the items
 */
public final class LockedQueue<T> implements JobQueue<T> {
    private final int capacity;
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notFull = lock.newCondition();
    private final Condition notEmpty = lock.newCondition();

    /**
     * Creates an empty queue.
     *
     * @param capacity how many items fit
     */
    public LockedQueue(int capacity) {
        this.capacity = capacity;
    }

    @Override
    public void put(T item) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            // Not "if": another thread may have put an item before this one had the lock again.
            while (items.size() == capacity) {
                notFull.await();
            }
            items.add(item);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public T take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (items.isEmpty()) {
                notEmpty.await();
            }
            T item = items.remove();
            notFull.signal();
            return item;
        } finally {
            lock.unlock();
        }
    }
}
