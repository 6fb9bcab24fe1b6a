package org.sempool.examples.step5race;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.sempool.examples.homework.Threads.Work;

/**
 * The lecture's queue as it was published, without the locks of step 3: each putter and each taker
 * draws a number of its own with {@code fetch_add}, so no two have the same slot.
 *
 * <p>That is true, but not enough. A permit of {@code osem} says that <i>some</i> slot is full; the
 * number says which slot to take from; and nothing says that these are the same.
 *
 * @param <T> the type of the items
 */
final class TicketQueue<T> {
    private final AtomicReferenceArray<@Nullable T> slots;
    private final Semaphore isem;
    private final Semaphore osem = new Semaphore(0);
    private final AtomicLong qii = new AtomicLong();
    private final AtomicLong qjj = new AtomicLong();

    TicketQueue(int slots) {
        this.slots = new AtomicReferenceArray<>(slots);
        this.isem = new Semaphore(slots);
    }

    /** Puts an item. {@code meanwhile} runs before the item is written. */
    void put(T item, Work meanwhile) throws InterruptedException {
        isem.acquire();
        int slot = (int) (qii.getAndIncrement() % slots.length());
        meanwhile.run();
        slots.set(slot, item);
        osem.release();
    }

    /** Takes from the next slot: null if nothing was written there yet. */
    @Nullable T take() throws InterruptedException {
        osem.acquire();
        int slot = (int) (qjj.getAndIncrement() % slots.length());
        T item = slots.getAndSet(slot, null);
        isem.release();
        return item;
    }
}
