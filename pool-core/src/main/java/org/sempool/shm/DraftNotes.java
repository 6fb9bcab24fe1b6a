package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import org.sempool.claim.StateWord;

/**
 * Each worker's note about the slot of its lane that it writes to, or last wrote to. It says what a
 * successor, and repair, cannot see in the slots themselves: where the lane goes on.
 *
 * <pre>
 *   63            32 31          1 0
 *  +----------------+-------------+----------+
 *  |   generation   | place in    | drafting |
 *  |                | the lane    |          |
 *  +----------------+-------------+----------+
 * </pre>
 *
 * <p>The worker writes the note before anything else about this slot, so one of these is true:
 *
 * <ul>
 *   <li>the slot is FREE in the note's generation or an earlier one: nothing was published there
 *       yet, and the lane goes on there;
 *   <li>the slot is FULL, or FREE in a later generation: the message was published, perhaps even
 *       taken, and the lane goes on behind it.
 * </ul>
 *
 * <p>Zero means that nothing was written yet: the lane begins at its first slot.
 */
final class DraftNotes extends SharedWords {
    private static final long DRAFTING = 1;

    private final QueueLayout layout;
    private final SlotTable table;

    DraftNotes(MemorySegment memory, QueueLayout layout, SlotTable table) {
        super(memory);
        this.layout = layout;
        this.table = table;
    }

    /** Call this before anything is written to a slot that is FREE with this word. */
    void noteDraft(int worker, int place, long word) {
        write(worker, place, StateWord.generation(word), DRAFTING);
    }

    private void write(int worker, int place, int generation, long drafting) {
        long note = (long) generation << Integer.SIZE | (long) place << 1 | drafting;
        setRelease(layout.draft(worker), note);
    }

    /** The place in the lane where a worker's next message belongs. */
    int nextPlace(int worker) {
        long note = getAcquire(layout.draft(worker));
        int place = place(note);
        boolean isPublished = isPublished(note, table.word(layout.firstOfLane(worker) + place));
        return isPublished ? (place + 1) % layout.size().laneSlots() : place;
    }

    /** The slot that a worker writes to, or {@link SlotTable#NONE}. */
    int drafting(int worker) {
        long note = getAcquire(layout.draft(worker));
        int slot = layout.firstOfLane(worker) + place(note);
        long word = table.word(slot);
        boolean isDraft =
                (note & DRAFTING) != 0
                        && StateWord.state(word) == SlotState.FREE
                        && StateWord.generation(word) == StateWord.generation(note);
        return isDraft ? slot : SlotTable.NONE;
    }

    /**
     * Drops what a worker has written to its slot. The note comes first: if the process is killed
     * in between, the slot still counts as not published.
     *
     * @return whether there was something to drop
     */
    boolean abandon(int worker) {
        long note = getAcquire(layout.draft(worker));
        int place = place(note);
        int slot = layout.firstOfLane(worker) + place;
        long word = table.word(slot);
        boolean isWhole =
                (note & DRAFTING) == 0 && StateWord.generation(word) == StateWord.generation(note);
        if (isWhole || isPublished(note, word)) {
            return false;
        }
        write(worker, place, StateWord.generation(word) + 1, 0);
        table.abandon(slot);
        return true;
    }

    private static boolean isPublished(long note, long word) {
        return StateWord.state(word) == SlotState.FULL
                || StateWord.generation(word) - StateWord.generation(note) > 0;
    }

    private int place(long note) {
        return (int) note >>> 1 & Integer.MAX_VALUE;
    }
}
