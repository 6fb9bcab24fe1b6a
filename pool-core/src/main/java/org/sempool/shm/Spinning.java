package org.sempool.shm;

import org.jspecify.annotations.Nullable;

/**
 * Limits how many threads may spin before they sleep: across all processes of the pool, no more
 * than there are spare cores.
 *
 * <p>Waking a sleeping core takes tens of microseconds, while a cache line crosses in a tenth of
 * one, so a short spin saves much. But a spinner that occupies a core on which another thread could
 * work costs more than it saves.
 *
 * <p>There is a word in shared memory for each spare core. A thread that spins takes one of them by
 * compare-and-set, and writes the time at which its turn ends. After that time the word is free
 * again without further action: a thread that is killed or suspended while it spins does not keep
 * others from spinning, and needs no repair.
 *
 * <p>Thread-safe. {@link System#nanoTime} has the same origin for all processes of a machine.
 *
 * @param memory the words of the segment
 * @param offset where the words are, with room for {@link QueueLayout#MOST_SPINNERS}
 * @param most how many threads may spin
 */
record Spinning(SharedWords memory, long offset, int most) {
    /** The longest spin: about the cost of a sleep and its wake-up. */
    static final long LONGEST_NANOS = 20_000;

    /** How many looks there are between two reads of the clock. */
    static final int LOOKS_PER_CLOCK_READ = 16;

    /** How many looks, in a microsecond or two, come before a turn to spin is requested. */
    static final int LOOKS_BEFORE_TURN = 128;

    /**
     * Permission to spin.
     *
     * @param offset where its word is
     * @param end the word's value: when to stop, by {@link System#nanoTime}
     */
    record Turn(long offset, long end) {}

    static Spinning whileCoresAreSpare(SharedWords memory, long offset) {
        int spare = Runtime.getRuntime().availableProcessors() - 1;
        return new Spinning(memory, offset, Math.min(spare, QueueLayout.MOST_SPINNERS));
    }

    /** One check for a slot. */
    @FunctionalInterface
    interface Look {
        /** Returns a slot, or {@link SlotTable#NONE}. */
        int once(int owner);
    }

    /**
     * Looks until a slot is found, the deadline has passed or the turn is over. Looks a few times
     * even without a turn, because a process that spins ends its turn as soon as it finds a slot.
     */
    int lookFor(Look look, int owner, long deadline) {
        int slot = lookFor(look, owner, LOOKS_BEFORE_TURN);
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

    /** A turn to spin for {@link #LONGEST_NANOS} from now, or null if enough other threads spin. */
    @Nullable Turn tryBegin(long now) {
        for (int i = 0; i < most; i++) {
            long at = offset + (long) i * Long.BYTES;
            long word = memory.getVolatile(at);
            long end = now + LONGEST_NANOS;
            if (!isRunning(word, now) && memory.compareAndSet(at, word, end)) {
                return new Turn(at, end);
            }
        }
        return null;
    }

    /**
     * The end of a running turn is later than now, but not later than that of a turn that begins
     * now.
     */
    private static boolean isRunning(long word, long now) {
        long left = word - now;
        return left > 0 && left <= LONGEST_NANOS;
    }

    /** Call this when a turn is over or no longer needed. */
    void end(Turn turn) {
        // Fails if the turn was already over and another thread has taken the word.
        var _ = memory.compareAndSet(turn.offset, turn.end, turn.end - LONGEST_NANOS);
    }
}
