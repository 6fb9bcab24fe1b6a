package org.sempool.shm;

import java.lang.invoke.VarHandle;

/**
 * Full slots that takers have overtaken: their hint is past such a slot already, because it was
 * still being written then, or because its message was put back. A taker that follows the hint
 * would find it a lap later; this has it taken next.
 *
 * <p>One overtaken slot is named in a word beside the takers' hint. For a second one the hint
 * itself goes back. Both are only advice, as every hint is.
 *
 * <p>All writes are sequentially consistent, as are those of the slots' words: a sleeper that
 * registers later sees where to look.
 */
final class Overtaken {
    private static final int NOT_ONE = 0;

    private final SharedWords memory;
    private final SlotTable table;
    private final long freeHint;
    private final long fullHint;
    private final long overtaken;

    Overtaken(SharedWords memory, SlotTable table, QueueLayout layout) {
        this.memory = memory;
        this.table = table;
        this.freeHint = layout.freeHint();
        this.fullHint = layout.fullHint();
        this.overtaken = layout.overtaken();
    }

    /** Claims the overtaken slot, or returns {@link SlotTable#NONE}. */
    int tryClaim(int owner) {
        int noted = memory.getOpaqueInt(overtaken);
        if (noted == NOT_ONE) {
            return SlotTable.NONE;
        }
        int slot = table.checked(noted - 1);
        boolean claimed = table.tryClaim(Claim.TO_READ, slot, owner);
        // After the claim: a taker that is killed between the two has hidden nothing.
        var _ = memory.compareAndSetInt(overtaken, noted, NOT_ONE);
        return claimed ? slot : SlotTable.NONE;
    }

    /**
     * To be called after a slot was published. As long as no later slot was claimed, takers cannot
     * have overtaken it; so their hint, which changes with each message, is rarely read here.
     */
    void noteIfOvertaken(int slot) {
        int end = memory.getOpaqueInt(freeHint);
        if (end == table.next(slot)) {
            return;
        }
        int first = memory.getOpaqueInt(fullHint);
        int slots = table.slots();
        boolean ahead = Math.floorMod(slot - first, slots) < Math.floorMod(end - first, slots);
        // With equal hints the queue may be full, and then the slot is one of the newest.
        boolean isFull = first == end && table.isIn(first, SlotState.FULL);
        if (!ahead && !isFull) {
            note(slot);
        }
    }

    /** Has a slot taken next. */
    void note(int slot) {
        if (!memory.compareAndSetInt(overtaken, NOT_ONE, slot + 1)) {
            memory.setVolatileInt(fullHint, slot);
        }
    }

    /**
     * To be called by a taker that has passed over slots, from {@code first} up to the one that it
     * claimed. One of them may have been published between the look at it and the change of the
     * hint, by a publisher that did not see itself overtaken. After the fence, either this look
     * sees the slot, or the publisher sees the hint.
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
