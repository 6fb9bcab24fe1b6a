package org.sempool.examples.step3semqueue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.examples.homework.JobQueue;

/**
 * The lecture's sem-queue: an array that is used as a ring, and two semaphores that count.
 *
 * <pre>
 *              qjj % N        qii % N
 *                 |              |
 *                 v              v
 *   | free | free | full | full | free | free |     qii - qjj are full
 *
 *   isem: how many slots are free, to put i-n       at rest: isem = N - (qii - qjj)
 *   osem: how many slots are full, to take o-ut              osem = qii - qjj
 * </pre>
 *
 * <p>In C: {@code sem_t}, with {@code sem_wait} to acquire and {@code sem_post} to release.
 *
 * <p>Only one thread at a time may be between drawing its number and being done with the slot, at
 * either end; see step 5 for what happens otherwise. That is what {@code putters} and {@code
 * takers} are for: semaphores with one permit, which makes them locks.
 *
 * @param <T> what goes through it
 */
public final class SemQueue<T> implements JobQueue<T> {
    private final @Nullable T[] slots;
    private final Semaphore isem;
    private final Semaphore osem;
    private final Semaphore putters = new Semaphore(1);
    private final Semaphore takers = new Semaphore(1);

    /** How many items were put so far. Changed only by the putter that is in alone. */
    private final AtomicLong qii = new AtomicLong();

    /** How many items were taken so far. Changed only by the taker that is in alone. */
    private final AtomicLong qjj = new AtomicLong();

    /**
     * An empty queue.
     *
     * @param slots how many items fit
     */
    @SuppressWarnings("unchecked") // Java has no arrays of T; what is put in are Ts
    public SemQueue(int slots) {
        this.slots = (@Nullable T[]) new Object[slots];
        this.isem = new Semaphore(slots);
        this.osem = new Semaphore(0);
    }

    @Override
    public void put(T item) throws InterruptedException {
        isem.acquire();
        try {
            putters.acquire();
        } catch (InterruptedException e) {
            isem.release();
            throw e;
        }
        int slot = (int) (qii.get() % slots.length);
        check(full() < slots.length, "who has a permit of isem finds a slot that is free");
        check(slots[slot] == null, "a slot that is free is empty");
        slots[slot] = item;
        var _ = qii.incrementAndGet();
        putters.release();
        osem.release();
    }

    @Override
    public T take() throws InterruptedException {
        osem.acquire();
        try {
            takers.acquire();
        } catch (InterruptedException e) {
            osem.release();
            throw e;
        }
        int slot = (int) (qjj.get() % slots.length);
        check(full() > 0, "who has a permit of osem finds a slot that is full");
        T item = slots[slot];
        if (item == null) {
            throw violated("a slot that is full is not empty");
        }
        slots[slot] = null;
        var _ = qjj.incrementAndGet();
        takers.release();
        isem.release();
        return item;
    }

    /**
     * What must be true while nobody puts and nobody takes.
     *
     * @throws IllegalStateException if it is not
     */
    public void checkAtRest() {
        check(isem.availablePermits() == slots.length - full(), "isem counts the free slots");
        check(osem.availablePermits() == full(), "osem counts the full slots");
    }

    private long full() {
        return qii.get() - qjj.get();
    }

    private void check(boolean holds, String invariant) {
        if (!holds) {
            throw violated(invariant);
        }
    }

    private IllegalStateException violated(String invariant) {
        return new IllegalStateException(
                "not true: " + invariant + " (qii=" + qii + ", qjj=" + qjj + ")");
    }
}
