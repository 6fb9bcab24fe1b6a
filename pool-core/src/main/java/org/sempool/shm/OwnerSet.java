package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A set of owners in shared memory, a bit for each.
 *
 * <p>Where others would count, this names: when an owner has died, taking it out is exact and can
 * be done twice, while nobody could say whether a count still includes it.
 *
 * <p>All operations are sequentially consistent.
 *
 * @param memory the segment
 * @param offset where the set lies, with room for {@link QueueLayout#OWNER_SET_BYTES}
 * @param words how many words of the set are in use
 */
record OwnerSet(MemorySegment memory, long offset, int words) {
    private static final VarHandle WORD = JAVA_LONG.varHandle();

    /** A set with room for the coordinator and so many workers. */
    static OwnerSet of(MemorySegment memory, long offset, int workers) {
        return new OwnerSet(memory, offset, workers / Long.SIZE + 1);
    }

    void add(int owner) {
        var _ = (long) WORD.getAndBitwiseOr(memory, wordOf(owner), bitOf(owner));
    }

    void remove(int owner) {
        var _ = (long) WORD.getAndBitwiseAnd(memory, wordOf(owner), ~bitOf(owner));
    }

    boolean contains(int owner) {
        return (word(wordOf(owner)) & bitOf(owner)) != 0;
    }

    boolean isEmpty() {
        for (int i = 0; i < words; i++) {
            if (word(offset + (long) i * Long.BYTES) != 0) {
                return false;
            }
        }
        return true;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < words; i++) {
            size += Long.bitCount(word(offset + (long) i * Long.BYTES));
        }
        return size;
    }

    private long word(long at) {
        return (long) WORD.getVolatile(memory, at);
    }

    private long wordOf(int owner) {
        return offset + (long) (owner / Long.SIZE) * Long.BYTES;
    }

    private static long bitOf(int owner) {
        return 1L << (owner % Long.SIZE);
    }
}
