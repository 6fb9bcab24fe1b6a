package org.sempool.shm;

import org.jspecify.annotations.Nullable;

/**
 * Who may spin before going to sleep: no more threads of all the pool's processes than there are
 * cores to spare.
 *
 * <p>A sleeping core takes tens of microseconds to wake while a cache line crosses in a tenth of
 * one, so a short spin saves much; but a spinner that keeps a core from somebody with work to do
 * costs more than it saves.
 *
 * <p>There is a word in shared memory for each core to spare. A thread that spins has one of them,
 * taken by compare-and-set, with the time at which its turn ends. After that the word is free again
 * by itself: a thread that is killed or stopped while it spins keeps no other from spinning, and
 * needs no repair.
 *
 * <p>Thread-safe. {@link System#nanoTime} has the same origin for all processes of a machine.
 *
 * @param memory the words of the segment
 * @param offset where the words lie, with room for {@link QueueLayout#MOST_SPINNERS}
 * @param most how many may spin
 */
record Spinning(SharedWords memory, long offset, int most) {
    /** How long one spins at most: about what a sleep and its wake-up would cost. */
    static final long LONGEST_NANOS = 20_000;

    /** How often one looks between two looks at the clock. */
    static final int LOOKS_PER_CLOCK_READ = 16;

    /** How often one looks, in a microsecond or two, before one asks whether one may spin. */
    static final int LOOKS_BEFORE_IT = 128;

    /**
     * Leave to spin.
     *
     * @param place where the word lies that says so
     * @param end what it says: when to stop, as {@link System#nanoTime} tells it
     */
    record Turn(long place, long end) {}

    static Spinning whileCoresAreSpare(SharedWords memory, long offset) {
        int spare = Runtime.getRuntime().availableProcessors() - 1;
        return new Spinning(memory, offset, Math.min(spare, QueueLayout.MOST_SPINNERS));
    }

    /** A look for a slot. */
    @FunctionalInterface
    interface Look {
        /** Returns a slot, or {@link SlotTable#NONE}. */
        int once(int owner);
    }

    /**
     * Looks until a slot is found, the deadline has passed or the turn is over. Looks a few times
     * even if it may not spin: another process that spins stops once it has what was just released.
     */
    int lookFor(Look look, int owner, long deadline) {
        int slot = lookFor(look, owner, LOOKS_BEFORE_IT);
        Turn turn = slot == SlotTable.NONE ? tryBegin(System.nanoTime()) : null;
        if (turn == null) {
            return slot;
        }
        try {
            long now;
            do {
                slot = lookFor(look, owner, LOOKS_PER_CLOCK_READ);
                now = System.nanoTime();
            } while (slot == SlotTable.NONE && now - turn.end() < 0 && now - deadline < 0);
            return slot;
        } finally {
            end(turn);
        }
    }

    private static int lookFor(Look look, int owner, int times) {
        for (int i = 0; i < times; i++) {
            int slot = look.once(owner);
            if (slot != SlotTable.NONE) {
                return slot;
            }
            Thread.onSpinWait();
        }
        return SlotTable.NONE;
    }

    /** Leave to spin for {@link #LONGEST_NANOS} from now, or null if enough others do. */
    @Nullable Turn tryBegin(long now) {
        for (int i = 0; i < most; i++) {
            long place = offset + (long) i * Long.BYTES;
            long word = memory.getVolatile(place);
            long end = now + LONGEST_NANOS;
            if (!isRunning(word, now) && memory.compareAndSet(place, word, end)) {
                return new Turn(place, end);
            }
        }
        return null;
    }

    /** A turn ends later than now, but not later than one that begins now. */
    private static boolean isRunning(long word, long now) {
        long left = word - now;
        return left > 0 && left <= LONGEST_NANOS;
    }

    /** To be called when a turn is over, or is not needed any more. */
    void end(Turn turn) {
        // Fails if it was over before, and the place is somebody else's by now.
        var _ = memory.compareAndSet(turn.place, turn.end, turn.end - LONGEST_NANOS);
    }
}
