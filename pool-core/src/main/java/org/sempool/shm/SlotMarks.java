package org.sempool.shm;

/**
 * Which slots may be wanted, in blocks: so a look at all slots of a queue is a look at the slots of
 * the few blocks that are marked, or at none.
 *
 * <p>Who has changed a slot's word, so that the slot is wanted now, marks its block: mostly by
 * seeing that it is marked. Who has looked at each slot of a block and has found none takes the
 * mark away.
 *
 * <pre>
 *   a block's word:  stamp (62 bits) | MAYBE, CHECKING or NONE
 *
 *   mark:        any -> MAYBE
 *   beginCheck:  MAYBE or CHECKING, stamp -> CHECKING, stamp + 1
 *   endCheck:    CHECKING, stamp -> NONE, only if the word is still what beginCheck made of it
 * </pre>
 *
 * <p>Why no wanted slot is without a mark: who takes the mark away first says that it is checking
 * and <i>then</i> looks at the slots; who changes a slot's word <i>then</i> looks at the mark. So
 * either the look sees the slot, or the mark is made again after the check has begun, and the check
 * ends without effect. A process that is killed between the change and the mark is made up for by
 * repair, which marks all.
 *
 * <p>All operations are sequentially consistent. Memory of zeros is all marked.
 *
 * @param memory the words of the segment
 * @param offset where the marks lie, a long for each block
 * @param slots how many slots the queue has
 * @param shift the binary logarithm of how many slots make a block
 */
record SlotMarks(SharedWords memory, long offset, int slots, int shift) {
    /** There is nothing to look at: none of the block's slots is wanted. */
    static final long NOTHING = -1;

    /** A look for one's own use: somebody else has changed the mark at the same time. */
    private static final long WITHOUT_EFFECT = -2;

    private static final long STATE_MASK = 3;
    private static final long MAYBE = 0;
    private static final long CHECKING = 1;
    private static final long NONE = 2;
    private static final long NEXT_STAMP = STATE_MASK + 1;

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

    /** To be called after a slot's word has changed, and before anybody is woken. */
    void mark(int slot) {
        markBlock(blockOf(slot));
    }

    void markAll() {
        for (int block = 0; block < blocks(); block++) {
            markBlock(block);
        }
    }

    void markBlock(int block) {
        if ((memory.getVolatile(wordOf(block)) & STATE_MASK) != MAYBE) {
            memory.clearBits(wordOf(block), STATE_MASK);
        }
    }

    boolean isMarked(int block) {
        return (memory.getVolatile(wordOf(block)) & STATE_MASK) != NONE;
    }

    /** Begins a look at all slots of a block; returns what ends it, or {@link #NOTHING}. */
    long beginCheck(int block) {
        long word = memory.getVolatile(wordOf(block));
        if ((word & STATE_MASK) == NONE) {
            return NOTHING;
        }
        long check = ((word & ~STATE_MASK) + NEXT_STAMP) | CHECKING;
        return memory.compareAndSet(wordOf(block), word, check) ? check : WITHOUT_EFFECT;
    }

    /** None of the block's slots was wanted when it was looked at. */
    void endCheck(int block, long check) {
        if (check != WITHOUT_EFFECT) {
            var _ = memory.compareAndSet(wordOf(block), check, (check & ~STATE_MASK) | NONE);
        }
    }

    private long wordOf(int block) {
        return offset + (long) block * Long.BYTES;
    }
}
