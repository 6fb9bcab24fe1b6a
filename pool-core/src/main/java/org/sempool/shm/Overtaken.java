package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Tracks full slots that takers have overtaken: their hint is already past such a slot, because it
 * was still being written then, or because its message was put back. A taker that follows the hint
 * would find the slot only a lap later; this class lets the next taker take it.
 *
 * <p>A word beside the takers' hint names one overtaken slot. For a second one, the hint itself
 * moves back. Both are only hints and may be wrong.
 *
 * <p>All writes are sequentially consistent, like those of the slots' words, so that a sleeper that
 * registers later sees them.
 */
final class Overtaken extends SharedWords {
    private static final int NOTHING_NOTED = 0;

    private final SlotTable table;
    private final long freeHint;
    private final long fullHint;
    private final long overtaken;

    Overtaken(MemorySegment memory, SlotTable table, QueueLayout layout) {
        super(memory);
        this.table = table;
        this.freeHint = layout.freeHint();
        this.fullHint = layout.fullHint();
        this.overtaken = layout.overtaken();
    }

    /** Claims the overtaken slot, or returns {@link SlotTable#NONE}. */
    int tryClaim(int owner, Claim claim) {
        int noted = getOpaqueInt(overtaken);
        if (noted == NOTHING_NOTED) {
            return SlotTable.NONE;
        }
        int slot = table.checked(noted - 1);
        boolean claimed = claim.tryClaim(slot, owner);
        // After the claim, so that a taker that is killed between the two hides nothing.
        var _ = compareAndSetInt(overtaken, noted, NOTHING_NOTED);
        return claimed ? slot : SlotTable.NONE;
    }

    /**
     * Call this after a slot was published. As long as no later slot was claimed, takers cannot
     * have overtaken it; so this rarely reads their hint, which changes with each message.
     */
    void noteIfOvertaken(int slot) {
        int end = getOpaqueInt(freeHint);
        if (end == table.next(slot)) {
            return;
        }
        int first = getOpaqueInt(fullHint);
        int slots = table.slots();
        boolean ahead = Math.floorMod(slot - first, slots) < Math.floorMod(end - first, slots);
        // With equal hints the queue may be full; then the slot is one of the newest.
        boolean isFull = first == end && table.isIn(first, SlotState.FULL);
        if (!ahead && !isFull) {
            note(slot);
        }
    }

    /** Lets the next taker take a slot. */
    void note(int slot) {
        if (!compareAndSetInt(overtaken, NOTHING_NOTED, slot + 1)) {
            setVolatileInt(fullHint, slot);
        }
    }

    /**
     * A taker calls this if it has passed over slots, from {@code first} up to the one that it
     * claimed. One of them may have been published between the check of it and the change of the
     * hint, by a publisher that did not notice that it was overtaken. After the fence, either this
     * check sees the slot, or the publisher sees the hint.
     */
    void noteIn(int first, int claimed) {
        VarHandle.fullFence();
        for (int slot = first; slot != claimed; slot = table.next(slot)) {
            if (table.isIn(slot, SlotState.FULL)) {
                noteIfOvertaken(slot);
            }
        }
    }
}
