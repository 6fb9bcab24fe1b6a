package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * Marks the blocks of slots that may contain a wanted slot. So a check of all slots reads only the
 * few marked blocks, or none.
 *
 * <p>A process that changes a slot's word so that the slot is now wanted marks its block; usually
 * the block is already marked, so this is only a read. A process that has checked all slots of a
 * block and found none removes the mark.
 *
 * <pre>
 *   a block's word:  stamp (62 bits) | MAYBE, CHECKING or NONE
 *
 *   mark:        any -> MAYBE
 *   beginCheck:  MAYBE or CHECKING, stamp -> CHECKING, stamp + 1
 *   endCheck:    CHECKING, stamp -> NONE, only if the word is still what beginCheck made of it
 * </pre>
 *
 * <p>Why no wanted slot is without a mark: a process that removes a mark first announces the check
 * and <i>then</i> reads the slots; a process that changes a slot's word reads the mark
 * <i>afterwards</i>. So either the check sees the slot, or the block is marked again after the
 * check has begun, and the check ends without effect. If a process is killed between the change and
 * the mark, repair marks all blocks.
 *
 * <p>All operations are sequentially consistent. In zeroed memory all blocks are marked.
 */
final class SlotMarks extends SharedWords {
    /** There is nothing to check: none of the block's slots is wanted. */
    static final long NOTHING = -1;

    /** A check that cannot remove the mark, because another process changed it at the same time. */
    private static final long WITHOUT_EFFECT = -2;

    private static final long STATE_MASK = 3;
    private static final long MAYBE = 0;
    private static final long CHECKING = 1;
    private static final long NONE = 2;
    private static final long NEXT_STAMP = STATE_MASK + 1;

    private final long offset;
    private final int slots;
    private final int shift;

    /**
     * The marks of a queue.
     *
     * @param offset where the marks are, a long for each block
     * @param slots the number of slots in the queue
     * @param shift the binary logarithm of the number of slots in a block
     */
    SlotMarks(MemorySegment memory, long offset, int slots, int shift) {
        super(memory);
        this.offset = offset;
        this.slots = slots;
        this.shift = shift;
    }

    int blocks() {
        return ((slots - 1) >>> shift) + 1;
    }

    int blockOf(int slot) {
        return slot >>> shift;
    }

    int firstOf(int block) {
        return block << shift;
    }

    /** The slot after the block's last. */
    int endOf(int block) {
        return Math.min((block + 1) << shift, slots);
    }

    /** Call this after a slot's word has changed, and before waking a sleeper. */
    void mark(int slot) {
        markBlock(blockOf(slot));
    }

    void markAll() {
        for (int block = 0; block < blocks(); block++) {
            markBlock(block);
        }
    }

    void markBlock(int block) {
        if ((getVolatile(wordOf(block)) & STATE_MASK) != MAYBE) {
            clearBits(wordOf(block), STATE_MASK);
        }
    }

    boolean isMarked(int block) {
        return (getVolatile(wordOf(block)) & STATE_MASK) != NONE;
    }

    /** Begins a check of all slots of a block; returns what ends it, or {@link #NOTHING}. */
    long beginCheck(int block) {
        long word = getVolatile(wordOf(block));
        if ((word & STATE_MASK) == NONE) {
            return NOTHING;
        }
        long check = ((word & ~STATE_MASK) + NEXT_STAMP) | CHECKING;
        return compareAndSet(wordOf(block), word, check) ? check : WITHOUT_EFFECT;
    }

    /** Ends a check in which none of the block's slots was wanted. */
    void endCheck(int block, long check) {
        if (check != WITHOUT_EFFECT) {
            var _ = compareAndSet(wordOf(block), check, (check & ~STATE_MASK) | NONE);
        }
    }

    private long wordOf(int block) {
        return offset + (long) block * Long.BYTES;
    }
}
