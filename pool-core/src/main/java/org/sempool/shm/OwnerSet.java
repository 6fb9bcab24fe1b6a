package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * A set of owners in shared memory, one bit for each.
 *
 * <p>A set instead of a count, because of deaths: removing a dead owner from a set is exact and
 * idempotent, whereas a count does not show whether it still includes the owner.
 *
 * <p>All operations are sequentially consistent.
 *
 * @param memory the words of the segment
 * @param offset where the set is, with room for {@link QueueLayout#OWNER_SET_BYTES}
 * @param words how many words of the set are in use
 */
record OwnerSet(SharedWords memory, long offset, int words) {
    /** A set with room for the coordinator and the workers. */
    static OwnerSet of(MemorySegment memory, long offset, int workers) {
        return new OwnerSet(new SharedWords(memory), offset, workers / Long.SIZE + 1);
    }

    void add(int owner) {
        memory.setBits(wordOf(owner), bitOf(owner));
    }

    void remove(int owner) {
        memory.clearBits(wordOf(owner), bitOf(owner));
    }

    boolean contains(int owner) {
        return (memory.getVolatile(wordOf(owner)) & bitOf(owner)) != 0;
    }

    boolean isEmpty() {
        for (int i = 0; i < words; i++) {
            if (memory.getVolatile(offset + (long) i * Long.BYTES) != 0) {
                return false;
            }
        }
        return true;
    }

    int size() {
        int size = 0;
        for (int i = 0; i < words; i++) {
            size += Long.bitCount(memory.getVolatile(offset + (long) i * Long.BYTES));
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
