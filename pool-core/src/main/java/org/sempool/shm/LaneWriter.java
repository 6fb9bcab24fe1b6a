package org.sempool.shm;

import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * A worker's end of the results queue: its lane, a ring of slots that only this worker writes to
 * and only the coordinator reads.
 *
 * <pre>
 *   claim    the slot at the tail, if it is FREE; note it
 *            write the message
 *   publish  FREE -> FULL; the tail moves on
 * </pre>
 *
 * <p>With one writer there is nobody to compete with, so no step is a compare-and-set. This is the
 * queue for one producer and one consumer of L. Lamport, "Specifying concurrent program modules"
 * (1983), with a word in each slot instead of two counters, as in J. Giacomoni et al.,
 * "FastForward" (2008): the two ends share no cache line but the slot's own.
 *
 * <p>The tail is in this process's memory. If it dies, its successor finds it again, see {@link
 * DraftNotes}. Belongs to one thread.
 */
final class LaneWriter {
    private final SlotTable table;
    private final DraftNotes notes;
    private final Spinning spinning;
    private final LaneWait wait;
    private final LaneWait reader;
    private final int worker;
    private final int first;
    private final int slots;
    private final Spinning.Look look = this::claimAtOnce;
    private int tail;

    /**
     * Goes on where the worker's predecessor ended.
     *
     * @param wait how the worker waits for a free slot
     * @param reader how the coordinator waits for a full slot
     */
    LaneWriter(ResultLanes lanes, LaneWait wait, LaneWait reader, Spinning spinning, int worker) {
        QueueLayout layout = lanes.layout();
        this.table = lanes.table();
        this.notes = lanes.notes();
        this.wait = wait;
        this.reader = reader;
        this.spinning = spinning;
        this.worker = worker;
        this.first = layout.firstOfLane(worker);
        this.slots = layout.size().laneSlots();
        this.tail = notes.nextPlace(worker);
    }

    /**
     * Begins a message in the next slot. Waits at most {@code waitNanos}, perhaps less, until it is
     * free; then returns {@link SlotTable#NONE}.
     */
    int claim(long waitNanos) {
        int slot = claimAtOnce(worker);
        if (slot != SlotTable.NONE || waitNanos <= 0) {
            return slot;
        }
        long deadline = System.nanoTime() + waitNanos;
        slot = spinning.lookFor(look, worker, deadline);
        return slot != SlotTable.NONE ? slot : sleep(deadline);
    }

    private int sleep(long deadline) {
        wait.register();
        try {
            int slot = claimAtOnce(worker);
            if (slot != SlotTable.NONE) {
                return slot;
            }
            Step.LOOK_AS_SLEEPER.reached();
            wait.sleep(deadline);
        } finally {
            wait.deregister();
        }
        int slot = claimAtOnce(worker);
        Step.LOOK_WOKEN.reached();
        return slot;
    }

    private int claimAtOnce(int owner) {
        int slot = first + tail;
        long word = table.word(slot);
        if (StateWord.state(word) != SlotState.FREE) {
            return SlotTable.NONE;
        }
        notes.noteDraft(owner, tail, word);
        Step.CLAIM_FREE.reached();
        return slot;
    }

    /** FREE -> FULL, of the slot that was claimed. Then the reader must be told, after a fence. */
    void publishUntold() {
        table.publish(first + tail, worker);
        tail = tail + 1 < slots ? tail + 1 : 0;
    }

    /** Wakes the coordinator if it sleeps. */
    void tellFull() {
        reader.wake();
    }

    /** FREE -> FREE, of the slot that was claimed: nobody ever sees what was written. */
    void abandon() {
        var _ = notes.abandon(worker);
    }
}
