package org.sempool.claim;

/**
 * Says who owns something in shared memory, and in which state it is. One aligned 64-bit word holds
 * all of this, so that one compare-and-set changes all of it.
 *
 * <pre>
 *   63            32 31                 8 7       0
 *  +----------------+--------------------+---------+
 *  |   generation   |       owner        |  state  |
 *  +----------------+--------------------+---------+
 * </pre>
 *
 * <p>The owner is a worker's number, or 0 for the coordinator. The generation counts how often it
 * became free, and so distinguishes one use of the same slot or place from the next. The user of
 * the word defines the states; state 0 means free: no owner.
 */
public final class StateWord {
    /** The coordinator, as an owner. */
    public static final int COORDINATOR = 0;

    private static final int OWNER_SHIFT = 8;
    private static final int OWNER_MASK = (1 << 24) - 1;
    private static final int GENERATION_SHIFT = 32;
    private static final long STATE_MASK = 0xFF;
    private static final long GENERATION_MASK = -1L << GENERATION_SHIFT;

    private StateWord() {}

    /** The state. */
    public static int state(long word) {
        return (int) (word & STATE_MASK);
    }

    /** The owner. */
    public static int owner(long word) {
        return (int) (word >>> OWNER_SHIFT) & OWNER_MASK;
    }

    /** The generation. */
    public static int generation(long word) {
        return (int) (word >>> GENERATION_SHIFT);
    }

    /** Whether the word has this owner and state. */
    public static boolean is(long word, int owner, int state) {
        return state(word) == state && owner(word) == owner;
    }

    /** Makes a word. */
    public static long of(int generation, int owner, int state) {
        return (long) generation << GENERATION_SHIFT | (long) owner << OWNER_SHIFT | state;
    }

    /** The same generation with another owner and state. */
    public static long with(long word, int owner, int state) {
        return (word & GENERATION_MASK) | (long) owner << OWNER_SHIFT | state;
    }

    /** The word after a release: without an owner, in the next generation. */
    public static long freed(long word) {
        return of(generation(word) + 1, COORDINATOR, 0);
    }
}
