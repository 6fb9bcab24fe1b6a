package org.sempool.claim;

/**
 * Who owns something in shared memory, and what for. One aligned 64-bit word says it all, so one
 * compare-and-set changes it all.
 *
 * <pre>
 *   63            32 31                 8 7       0
 *  +----------------+--------------------+---------+
 *  |   generation   |       owner        |  state  |
 *  +----------------+--------------------+---------+
 * </pre>
 *
 * <p>The owner is a worker's number, or 0 for the coordinator. The generation counts how often the
 * thing was released for good; it tells it from the same thing in another life. What the states are
 * is up to what is owned; 0 is the state of what nobody owns.
 */
public final class StateWord {
    /** The owner that is the coordinator. */
    public static final int COORDINATOR = 0;

    private static final int OWNER_SHIFT = 8;
    private static final int OWNER_MASK = (1 << 24) - 1;
    private static final int GENERATION_SHIFT = 32;
    private static final long STATE_MASK = 0xFF;
    private static final long GENERATION_MASK = -1L << GENERATION_SHIFT;

    private StateWord() {}

    /** What it is owned for. */
    public static int state(long word) {
        return (int) (word & STATE_MASK);
    }

    /** Whose it is. */
    public static int owner(long word) {
        return (int) (word >>> OWNER_SHIFT) & OWNER_MASK;
    }

    /** Which life it is in. */
    public static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT);
    }

    /** Whether it is this owner's, for that. */
    public static boolean is(long word, int owner, int state) {
        return state(word) == state && owner(word) == owner;
    }

    /** Puts a word together. */
    public static long of(int generation, int owner, int state) {
        return (long) generation << GENERATION_SHIFT | (long) owner << OWNER_SHIFT | state;
    }

    /** The same generation with another owner and state. */
    public static long with(long word, int owner, int state) {
        return (word & GENERATION_MASK) | (long) owner << OWNER_SHIFT | state;
    }

    /** Released: nobody's, in the next generation. */
    public static long released(long word) {
        return of(generation(word) + 1, COORDINATOR, 0);
    }
}
