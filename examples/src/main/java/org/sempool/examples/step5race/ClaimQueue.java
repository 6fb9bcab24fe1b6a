package org.sempool.examples.step5race;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.sempool.examples.homework.Threads.Work;

/**
 * The same with claims: each slot has a word that says its state, and one compare-and-set takes the
 * slot. So no taker gets a slot that is not written; it takes another.
 *
 * <pre>
 *   FREE -> WRITING -> FULL -> READING -> FREE
 * </pre>
 *
 * <p>The pool's queue does this, and its words also name the owner of the slot; step 6 shows why.
 *
 * @param <T> the type of the items
 */
final class ClaimQueue<T> {
    private static final int FREE = 0;
    private static final int WRITING = 1;
    private static final int FULL = 2;
    private static final int READING = 3;

    private final AtomicIntegerArray states;
    private final AtomicReferenceArray<@Nullable T> slots;
    private final Semaphore isem;
    private final Semaphore osem = new Semaphore(0);

    ClaimQueue(int slots) {
        this.states = new AtomicIntegerArray(slots);
        this.slots = new AtomicReferenceArray<>(slots);
        this.isem = new Semaphore(slots);
    }

    /** Puts an item. {@code meanwhile} runs before the item is written. */
    void put(T item, Work meanwhile) throws InterruptedException {
        isem.acquire();
        int slot = claim(FREE, WRITING);
        meanwhile.run();
        slots.set(slot, item);
        states.set(slot, FULL);
        osem.release();
    }

    /** Takes an item that was written. */
    @Nullable T take() throws InterruptedException {
        osem.acquire();
        int slot = claim(FULL, READING);
        T item = slots.getAndSet(slot, null);
        states.set(slot, FREE);
        isem.release();
        return item;
    }

    /** A thread with a permit finds such a slot: there are at least as many of them as permits. */
    private int claim(int wanted, int claimed) {
        while (true) {
            for (int slot = 0; slot < states.length(); slot++) {
                if (states.compareAndSet(slot, wanted, claimed)) {
                    return slot;
                }
            }
        }
    }
}
