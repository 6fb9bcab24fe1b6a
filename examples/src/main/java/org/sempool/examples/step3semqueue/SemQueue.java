package org.sempool.examples.step3semqueue;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.examples.homework.JobQueue;

/**
 * The lecture's sem-queue: an array used as a ring, and two counting semaphores.
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
 * <p>On each side, only one thread at a time may be between drawing its number and finishing with
 * the slot; step 5 shows what happens otherwise. {@code putters} and {@code takers} ensure this:
 * they are semaphores with one permit, which makes them locks.
 *
 * @param <T> the type of the items
 */
public final class SemQueue<T> implements JobQueue<T> {
    private final @Nullable T[] slots;
    private final Semaphore isem;
    private final Semaphore osem;
    private final Semaphore putters = new Semaphore(1);
    private final Semaphore takers = new Semaphore(1);

    /** How many items were put so far. Only the putter with the lock changes it. */
    private final AtomicLong qii = new AtomicLong();

    /** How many items were taken so far. Only the taker with the lock changes it. */
    private final AtomicLong qjj = new AtomicLong();

    /**
     * Creates an empty queue.
     *
     * @param slots how many items fit
     */
    @SuppressWarnings("unchecked") // Java has no arrays of T; only Ts are put in
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
        check(full() < slots.length, "a permit of isem means a free slot");
        check(slots[slot] == null, "a free slot is empty");
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
        check(full() > 0, "a permit of osem means a full slot");
        T item = slots[slot];
        if (item == null) {
            throw violated("a full slot is not empty");
        }
        slots[slot] = null;
        var _ = qjj.incrementAndGet();
        takers.release();
        isem.release();
        return item;
    }

    /**
     * Checks what must be true while no thread puts or takes.
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
                "violated: " + invariant + " (qii=" + qii + ", qjj=" + qjj + ")");
    }
}
