package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * The core of the pool: a fixed-size queue in shared memory, from the threads of one process, the
 * coordinator, to any number of processes, the workers. It carries the jobs.
 *
 * <pre>
 *   put:  claimFree  reserve a FREE slot     take:  claimFull  FULL -> CLAIMED
 *         write the payload                         read the payload, use it
 *         publish    FREE -> FULL                   free       CLAIMED -> FREE
 *         wake a taker                              wake a putter
 *
 *                      claimFree, claimFull          publish, abandon, free, putBack
 *                              |                                   |
 *                              v                                   |
 *   SlotWait           look, spin, sleep; wake  <------------------+  3. wake a sleeper
 *                              |                                   |
 *                              v                                   |
 *   SlotSearch         find one: hint, marks    <------------------+  2. mark the slot
 *                              |                                   |
 *                              v                                   |
 *   Claim, SlotTable   claim it                 <------------------+  1. change its word
 * </pre>
 *
 * <p>It derives from the lecture's queue: a ring of slots with the semaphores {@code isem} (free
 * slots) and {@code osem} (full slots) and the counters {@code qii} and {@code qjj}, from which
 * processes drew numbers by fetch-and-add. Three things differ, and each closes a hole:
 *
 * <ol>
 *   <li><b>No anonymous claims.</b> One compare-and-set on the slot's own {@link StateWord word}
 *       takes the slot and names the owner. A number from a counter names no owner: a process that
 *       is killed with one leaves a hole in the ring, and if a putter is slower than the next one,
 *       a taker reads a slot that is not written yet. The counters are only hints where to look
 *       first. Putters need no name in shared memory, see {@link Reservations}.
 *   <li><b>The slot words are authoritative; the semaphores only wake.</b> A process that finds a
 *       slot needs no permit; a permit is only for a process that sleeps. So the usual path touches
 *       nothing but the slot, no count can disagree with the slots after a kill, and a surplus
 *       permit costs only one check of the slots. Sleepers also have names, see {@link OwnerSet}.
 *   <li><b>Every wait is bounded.</b> A process that is killed between publishing and waking leaves
 *       a sleeper that wakes by itself, see {@link SlotWait#LONGEST_SLEEP_NANOS}.
 * </ol>
 *
 * <p>A CLAIMED slot has exactly one owner. No other process changes its word, except repair after
 * the owner's death was confirmed. {@link Step} names the moments at which a process may die, and
 * the state at each.
 *
 * <p>Thread-safe, but each owner may wait in one place at a time.
 */
final class SemaphoreQueue {
    private final QueueLayout layout;
    private final OwnerNotes notes;
    private final SlotTable table;
    private final Overtaken overtaken;
    private final SlotSearch freeSlots;
    private final SlotSearch fullSlots;
    private final SlotWait putters;
    private final SlotWait takers;

    /**
     * A queue in memory that this or another process has already set up.
     *
     * @param free the lecture's isem: putters sleep here until there is a free slot
     * @param full the lecture's osem: takers sleep here until there is a full slot
     */
    SemaphoreQueue(
            MemorySegment memory,
            QueueLayout layout,
            Semaphore free,
            Semaphore full,
            Spinning spinning) {
        int workers = layout.workers();
        OwnerSet sleepingPutters = new OwnerSet(memory, layout.freeSleepers(), workers);
        OwnerSet sleepingTakers = new OwnerSet(memory, layout.fullSleepers(), workers);
        this.layout = layout;
        this.notes = new OwnerNotes(memory, layout);
        this.table = new SlotTable(memory, layout);
        this.overtaken = new Overtaken(memory, table, layout);
        Claim toWrite = new Claim.ToWrite(table, new Reservations(layout.slots()));
        Claim toRead = new Claim.ToRead(table, notes);
        this.freeSlots = SlotSearch.forFree(memory, layout, table, toWrite);
        this.fullSlots = SlotSearch.forFull(memory, layout, table, toRead, overtaken);
        this.putters = new SlotWait(freeSlots, sleepingPutters, free, spinning);
        this.takers = new SlotWait(fullSlots, sleepingTakers, full, spinning);
    }

    QueueLayout layout() {
        return layout;
    }

    OwnerNotes notes() {
        return notes;
    }

    SlotTable table() {
        return table;
    }

    /** The slot's current word; all writes before the change of the word are visible. */
    long word(int slot) {
        return table.word(slot);
    }

    /**
     * Reserves a FREE slot. Waits at most {@code waitNanos}, perhaps less; then returns {@link
     * SlotTable#NONE}. Only for the process that made the queue.
     */
    int claimFree(int owner, long waitNanos) {
        int slot = freeSlots.claimLikely(owner);
        return slot != SlotTable.NONE ? slot : putters.claim(owner, waitNanos);
    }

    /** The same, only if a free slot is where it should be, see {@link SlotSearch#claimLikely}. */
    int claimLikelyFree(int owner) {
        return freeSlots.claimLikely(owner);
    }

    /**
     * FULL -> CLAIMED(owner). Waits at most {@code waitNanos}, perhaps less; then returns {@link
     * SlotTable#NONE}.
     */
    int claimFull(int owner, long waitNanos) {
        int slot = fullSlots.claimLikely(owner);
        return slot != SlotTable.NONE ? slot : awaitFull(owner, waitNanos);
    }

    /** The same, only if a full slot is where it should be. */
    int claimLikelyFull(int owner) {
        return fullSlots.claimLikely(owner);
    }

    /** The same, if none was where it should be. */
    int awaitFull(int owner, long waitNanos) {
        return takers.claim(owner, waitNanos);
    }

    /** FULL in exactly this generation -> CLAIMED(owner), or false if the slot has changed. */
    boolean claimExactly(int slot, long fullWord, int owner) {
        return table.claimExactly(slot, fullWord, owner);
    }

    /** FREE -> FULL(owner), of a reserved slot: others can now take the message. */
    void publish(int slot, int owner) {
        table.publish(slot, owner);
        try {
            VarHandle.fullFence();
            fullSlots.mark(slot);
            overtaken.noteIfOvertaken(slot);
            takers.wakeOne();
        } catch (StackOverflowError | OutOfMemoryError untold) {
            // A failure to tell must not look like a failure to publish. Every sleep is bounded,
            // and
            // blocks are marked again in turn.
        }
    }

    /** FREE -> FREE, of a reserved slot: no other process ever sees what was written. */
    void abandon(int slot) {
        table.abandon(slot);
        VarHandle.fullFence();
        tellFree(slot);
    }

    /** CLAIMED(owner) -> FREE. */
    void free(int slot, int owner) {
        table.free(slot, owner);
        VarHandle.fullFence();
        tellFree(slot);
    }

    /**
     * The same without telling the putters; then {@link #tellFree} must follow, after a fence. In
     * between, the caller may use the fence of another operation.
     */
    void freeUntold(int slot, int owner) {
        table.free(slot, owner);
    }

    /** Marks a slot that was freed, and wakes a putter. */
    void tellFree(int slot) {
        freeSlots.mark(slot);
        putters.wakeOne();
    }

    /**
     * CLAIMED(owner) -> FULL(writer): puts the message back, so that another owner takes it next.
     */
    void putBack(int slot, int owner, int writer) {
        table.putBack(slot, owner, writer);
        VarHandle.fullFence();
        fullSlots.mark(slot);
        overtaken.note(slot);
        takers.wakeOne();
    }

    /**
     * The full slot that an owner has claimed, if it claims one at a time; or {@link
     * SlotTable#NONE}.
     */
    int heldBy(int owner) {
        int slot = notes.lastTried(owner);
        return StateWord.is(word(slot), owner, SlotState.CLAIMED) ? slot : SlotTable.NONE;
    }

    /** Wakes all sleeping takers, so that they check for other conditions. */
    void wakeTakers() {
        takers.wakeAll();
    }

    /** Forgets a dead owner's notes, and wakes the sleepers that it may have failed to wake. */
    void forget(int owner) {
        notes.clear(owner);
        putters.forget(owner);
        takers.forget(owner);
    }
}
