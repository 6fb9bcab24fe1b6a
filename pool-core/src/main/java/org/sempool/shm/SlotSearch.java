package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Step;

/**
 * Finds a slot to claim: nearly always near the hint, otherwise in a check of all slots.
 *
 * <p>The hint says where the next claim will probably succeed. It may be wrong, because a process
 * may be killed before updating it. A check of all slots skips the blocks without a mark, see
 * {@link SlotMarks}.
 */
final class SlotSearch extends SharedWords {
    private final Claim claim;
    private final SlotTable table;
    private final SlotMarks marks;

    /** Only of a search for full slots. */
    private final @Nullable Overtaken overtaken;

    private final long hint;
    private final long otherHint;
    private int nextToRecheck;

    /** Finds free slots to write to. */
    static SlotSearch forFree(
            MemorySegment memory, QueueLayout layout, SlotTable table, Claim claim) {
        return new SlotSearch(
                memory,
                layout,
                table,
                claim,
                null,
                layout.freeHint(),
                layout.fullHint(),
                layout.freeMarks());
    }

    /** Finds full slots to read. */
    static SlotSearch forFull(
            MemorySegment memory,
            QueueLayout layout,
            SlotTable table,
            Claim claim,
            Overtaken overtaken) {
        return new SlotSearch(
                memory,
                layout,
                table,
                claim,
                overtaken,
                layout.fullHint(),
                layout.freeHint(),
                layout.fullMarks());
    }

    private SlotSearch(
            MemorySegment memory,
            QueueLayout layout,
            SlotTable table,
            Claim claim,
            @Nullable Overtaken overtaken,
            long hint,
            long otherHint,
            long marks) {
        super(memory);
        this.claim = claim;
        this.table = table;
        this.overtaken = overtaken;
        this.hint = hint;
        this.otherHint = otherHint;
        this.marks = new SlotMarks(memory, marks, layout.slots(), layout.blockShift());
    }

    /** Call this after a slot's word was changed so that it can be claimed here. */
    void mark(int slot) {
        marks.mark(slot);
        Step.MARK.reached();
    }

    /** Call this if a process may have died between the change of a word and its mark. */
    void markAll() {
        marks.markAll();
    }

    /**
     * Marks one block, the next one each time, so that it is checked again. This heals marks that
     * are damaged, or missing because an Error occurred between the change of a word and its mark.
     */
    void recheckNextBlock() {
        int block = nextToRecheck;
        nextToRecheck = block + 1 < marks.blocks() ? block + 1 : 0;
        marks.markBlock(block);
    }

    /**
     * Claims the slot where the next claim should succeed. This reads nothing that the other side
     * writes, but for the slot itself.
     */
    int claimFirst(int owner) {
        int noted = overtaken != null ? overtaken.tryClaim(owner, claim) : SlotTable.NONE;
        if (noted != SlotTable.NONE) {
            return noted;
        }
        int first = getOpaqueInt(hint);
        return tryClaim(first, owner) ? first : SlotTable.NONE;
    }

    /**
     * Claims a slot if one is where it should be. If this returns {@link SlotTable#NONE}, there may
     * still be one elsewhere.
     *
     * <p>It should be between the hint and the other hint. If slots are released in order, all
     * claimable slots are there; if the hints are equal and the first slot is not claimable, there
     * is none. The other hint is read only if the first slot is not claimable, because other
     * processes write it for each message.
     *
     * <p>The first slot is checked once more after the other hint was read. Otherwise, if one owner
     * puts two messages meanwhile, the second could be taken before the first.
     */
    int claimLikely(int owner) {
        int likely = claimFirst(owner);
        if (likely != SlotTable.NONE) {
            return likely;
        }
        int first = getOpaqueInt(hint);
        int end = table.checked(getAcquireInt(otherHint));
        for (int slot = first; slot != end; slot = table.next(slot)) {
            if (tryClaim(slot, owner)) {
                if (overtaken != null) {
                    overtaken.noteIn(first, slot);
                }
                return slot;
            }
        }
        return SlotTable.NONE;
    }

    /** Claims any slot: checks all of them in the order of the ring, starting at the hint. */
    int claimAny(int owner) {
        int first = table.checked(getOpaqueInt(hint));
        int firstBlock = marks.blockOf(first);
        int slot = SlotTable.NONE;
        if (marks.isMarked(firstBlock)) {
            slot = claimBetween(first, marks.endOf(firstBlock), owner);
        }
        // The first block comes again at the end, for its slots before the hint.
        for (int i = 1; slot == SlotTable.NONE && i <= marks.blocks(); i++) {
            int block = (firstBlock + i) % marks.blocks();
            long check = marks.beginCheck(block);
            if (check == SlotMarks.NOTHING) {
                continue;
            }
            Step.BEGIN_CHECK.reached();
            slot = claimBetween(marks.firstOf(block), marks.endOf(block), owner);
            if (slot == SlotTable.NONE) {
                marks.endCheck(block, check);
                Step.END_CHECK.reached();
            }
        }
        return slot;
    }

    private int claimBetween(int begin, int end, int owner) {
        for (int slot = begin; slot < end; slot++) {
            if (claim.isPossible(slot, table.word(slot))) {
                // A slot before it may have been released since it was checked.
                int likely = claimLikely(owner);
                if (likely != SlotTable.NONE) {
                    return likely;
                }
                if (tryClaim(slot, owner)) {
                    return slot;
                }
            }
        }
        return SlotTable.NONE;
    }

    /** Whether any slot can be claimed; checks all of them. */
    boolean isAny() {
        for (int block = 0; block < marks.blocks(); block++) {
            long check = marks.beginCheck(block);
            if (check == SlotMarks.NOTHING) {
                continue;
            }
            Step.BEGIN_CHECK.reached();
            int end = marks.endOf(block);
            for (int slot = marks.firstOf(block); slot < end; slot++) {
                if (claim.isPossible(slot, table.word(slot))) {
                    return true;
                }
            }
            marks.endCheck(block, check);
            Step.END_CHECK.reached();
        }
        return false;
    }

    private boolean tryClaim(int slot, int owner) {
        if (!claim.tryClaim(slot, owner)) {
            return false;
        }
        setReleaseInt(hint, table.next(slot));
        return true;
    }
}
