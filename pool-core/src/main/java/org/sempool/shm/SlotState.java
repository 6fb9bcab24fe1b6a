package org.sempool.shm;

/**
 * A slot's state word: who owns the slot, and what for. One aligned 64-bit word says it all, so one
 * compare-and-set changes it all.
 *
 * <pre>
 *   63            32 31                 8 7       0
 *  +----------------+--------------------+---------+
 *  |   generation   |       owner        |  state  |
 *  +----------------+--------------------+---------+
 *
 *              claimFree           publish            claimFull
 *        FREE -----------> WRITING --------> FULL ---------------> CLAIMED
 *         ^                   | abandon                               | free
 *         +-------------------+---------------------------------------+
 *                             generation + 1
 * </pre>
 *
 * <p>The owner is a worker's number, or 0 for the coordinator. A FULL slot keeps the number of who
 * wrote it. The generation counts how often the slot was given back; it tells a slot from the same
 * slot in another life.
 */
final class SlotState {
    static final int FREE = 0;
    static final int WRITING = 1;
    static final int FULL = 2;
    static final int CLAIMED = 3;

    /** The owner that is the coordinator. */
    static final int COORDINATOR = 0;

    private static final int OWNER_MASK = (1 << 24) - 1;

    private static final int OWNER_SHIFT = 8;
    private static final int GENERATION_SHIFT = 32;
    private static final long STATE_MASK = 0xFF;
    private static final long GENERATION_MASK = -1L << GENERATION_SHIFT;

    private SlotState() {}

    static int state(long word) {
        return (int) (word & STATE_MASK);
    }

    static int owner(long word) {
        return (int) (word >>> OWNER_SHIFT) & OWNER_MASK;
    }

    static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT);
    }

    /** The same generation with another owner and state. */
    static long with(long word, int owner, int state) {
        return (word & GENERATION_MASK) | (long) owner << OWNER_SHIFT | state;
    }

    static long of(int generation, int owner, int state) {
        return (long) generation << GENERATION_SHIFT | (long) owner << OWNER_SHIFT | state;
    }

    /** Given back: free, in the next generation. */
    static long freed(long word) {
        return of(generation(word) + 1, COORDINATOR, FREE);
    }

    static boolean is(long word, int owner, int state) {
        return state(word) == state && owner(word) == owner;
    }

    static String describe(long word) {
        String name =
                switch (state(word)) {
                    case FREE -> "FREE";
                    case WRITING -> "WRITING";
                    case FULL -> "FULL";
                    case CLAIMED -> "CLAIMED";
                    default -> "state " + state(word);
                };
        return name + "(owner " + owner(word) + ", generation " + generation(word) + ")";
    }
}
