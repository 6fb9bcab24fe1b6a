package org.sempool.examples.exercise5recovery;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A queue of numbers between processes, each of which may be killed; {@link #recover} cleans up
 * after them.
 *
 * <p>The memory is two arrays, which outlive every process. So that a kill can happen at any step
 * and as often as needed, a process is a call here, and a kill is an exception from the listener:
 * what was written stays, and nothing else is written.
 *
 * <pre>
 *   words:  isem | osem | slot 0: state, owner | slot 1: state, owner | ...
 *   items:                slot 0               | slot 1               | ...
 *
 *   a slot:  FREE -> WRITING -> FULL -> READING -> FREE
 * </pre>
 *
 * <p>There is no waiting: a call that finds no permit returns at once.
 */
public final class RecoverableQueue {
    /** The moments at which a process may be killed, each just after what it says. */
    public enum Step {
        /** A permit of isem is taken, but no slot yet. */
        HAS_ROOM,
        /** A slot went from FREE to WRITING. */
        CLAIMED_FREE,
        /** The item is in the slot, but cannot be taken yet. */
        WRITTEN,
        /** The slot went from WRITING to FULL, but osem does not count it yet. */
        PUBLISHED,
        /** A permit of osem is taken, but no slot yet. */
        HAS_ITEM,
        /** A slot went from FULL to READING. */
        CLAIMED_FULL,
        /** The slot is FREE again; from here on the item counts as taken. */
        FREED;

        /** Hears of each step that a process takes. An exception from it ends the process there. */
        @FunctionalInterface
        public interface Listener {
            /**
             * Called just after the step.
             *
             * @param step the step
             */
            void reached(Step step);
        }
    }

    static final int FREE = 0;
    static final int WRITING = 1;
    static final int FULL = 2;
    static final int READING = 3;

    static final int ISEM = 0;
    static final int OSEM = 1;
    private static final int FIRST_SLOT = 2;

    /** A slot's word is its state plus this times the number of its owner. */
    private static final int OWNER = 4;

    private final int slots;
    final AtomicIntegerArray words;
    final AtomicLongArray items;
    private final Step.Listener listener;

    /**
     * Creates an empty queue.
     *
     * @param slots how many items fit
     * @param listener hears of each step
     */
    public RecoverableQueue(int slots, Step.Listener listener) {
        this.slots = slots;
        this.words = new AtomicIntegerArray(FIRST_SLOT + slots);
        this.items = new AtomicLongArray(slots);
        this.listener = listener;
        words.set(ISEM, slots);
    }

    /**
     * Puts an item, if there is room.
     *
     * @param owner the number of the process that puts it, from 1
     * @param item what to put
     * @return whether there was room
     */
    public boolean put(int owner, long item) {
        if (!tryAcquire(ISEM)) {
            return false;
        }
        listener.reached(Step.HAS_ROOM);
        int slot = claim(FREE, WRITING, owner);
        listener.reached(Step.CLAIMED_FREE);
        items.set(slot, item);
        listener.reached(Step.WRITTEN);
        setSlot(slot, FULL, 0);
        listener.reached(Step.PUBLISHED);
        release(OSEM, 1);
        return true;
    }

    /**
     * Takes an item, if there is one. It counts as taken from {@link Step#FREED} on.
     *
     * @param owner the number of the process that takes it, from 1
     * @return the item
     */
    public OptionalLong take(int owner) {
        if (!tryAcquire(OSEM)) {
            return OptionalLong.empty();
        }
        listener.reached(Step.HAS_ITEM);
        int slot = claim(FULL, READING, owner);
        listener.reached(Step.CLAIMED_FULL);
        long item = items.get(slot);
        setSlot(slot, FREE, 0);
        listener.reached(Step.FREED);
        release(ISEM, 1);
        return OptionalLong.of(item);
    }

    /**
     * Repairs the queue after a process was killed. Called when that process has certainly ended,
     * and while the others stand still; some of them may own a slot, and keep it, but none is
     * between a permit and a slot. May be called again if its caller was killed, too.
     *
     * @param dead the number of the process that was killed
     */
    public void recover(int dead) {
        int free = 0;
        int full = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (ownerOf(slot) == dead) {
                setSlot(slot, stateOf(slot) == READING ? FULL : FREE, 0);
            }
            free += stateOf(slot) == FREE ? 1 : 0;
            full += stateOf(slot) == FULL ? 1 : 0;
        }
        // It is unknown whether the dead process had a permit. But the slots are the truth, and can
        // be counted, even twice; a permit could be added only once.
        words.set(ISEM, free);
        words.set(OSEM, full);
    }

    int slots() {
        return slots;
    }

    int stateOf(int slot) {
        return words.get(FIRST_SLOT + slot) % OWNER;
    }

    int ownerOf(int slot) {
        return words.get(FIRST_SLOT + slot) / OWNER;
    }

    void setSlot(int slot, int state, int owner) {
        words.set(FIRST_SLOT + slot, owner * OWNER + state);
    }

    private int claim(int wanted, int claimed, int owner) {
        while (true) {
            for (int slot = 0; slot < slots; slot++) {
                int word = words.get(FIRST_SLOT + slot);
                if (word == wanted
                        && words.compareAndSet(FIRST_SLOT + slot, word, owner * OWNER + claimed)) {
                    return slot;
                }
            }
        }
    }

    private boolean tryAcquire(int semaphore) {
        return words.getAndUpdate(semaphore, permits -> Math.max(0, permits - 1)) > 0;
    }

    void release(int semaphore, int permits) {
        words.addAndGet(semaphore, permits);
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("isem=" + words.get(ISEM) + " osem=" + words.get(OSEM));
        for (int slot = 0; slot < slots; slot++) {
            text.append(", slot ").append(slot).append(' ').append(name(stateOf(slot)));
            Optional.of(ownerOf(slot))
                    .filter(owner -> owner != 0)
                    .ifPresent(owner -> text.append(" of ").append(owner));
        }
        return text.toString();
    }

    private static String name(int state) {
        return switch (state) {
            case FREE -> "FREE";
            case WRITING -> "WRITING";
            case FULL -> "FULL";
            case READING -> "READING";
            default -> "state " + state;
        };
    }
}
