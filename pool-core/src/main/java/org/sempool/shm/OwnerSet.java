package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * A set of owners in shared memory, one bit for each.
 *
 * <p>A set instead of a count, because of deaths: removing a dead owner from a set is exact and
 * idempotent, whereas a count does not show whether it still includes the owner.
 *
 * <p>All operations are sequentially consistent.
 */
final class OwnerSet extends SharedWords {
    private final long offset;
    private final int words;

    /**
     * A set with room for the coordinator and the workers.
     *
     * @param offset where the set is, with room for {@link QueueLayout#OWNER_SET_BYTES}
     */
    OwnerSet(MemorySegment memory, long offset, int workers) {
        super(memory);
        this.offset = offset;
        this.words = workers / Long.SIZE + 1;
    }

    void add(int owner) {
        setBits(wordOf(owner), bitOf(owner));
    }

    void remove(int owner) {
        clearBits(wordOf(owner), bitOf(owner));
    }

    boolean contains(int owner) {
        return (getVolatile(wordOf(owner)) & bitOf(owner)) != 0;
    }

    boolean isEmpty() {
        for (int i = 0; i < words; i++) {
            if (getVolatile(offset + (long) i * Long.BYTES) != 0) {
                return false;
            }
        }
        return true;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < words; i++) {
            size += Long.bitCount(getVolatile(offset + (long) i * Long.BYTES));
        }
        return size;
    }

    private long wordOf(int owner) {
        return offset + (long) (owner / Long.SIZE) * Long.BYTES;
    }

    private static long bitOf(int owner) {
        return 1L << (owner % Long.SIZE);
    }
}
