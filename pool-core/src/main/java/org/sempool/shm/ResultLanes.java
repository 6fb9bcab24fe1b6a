package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * The results queue: a lane for each worker, a ring of slots with one writer and one reader.
 *
 * <pre>
 *   worker 1   LaneWriter ---> | FULL | FULL | FREE | FREE | ---+
 *   worker 2   LaneWriter ---> | FREE | FREE | FULL | FREE | ---+--> LaneReader   coordinator
 *   worker 3   LaneWriter ---> | FULL | FULL | FULL | FULL | ---+
 *                   ^                                |
 *                   +-- asleep on its lane's isem    +-- sleeps on osem if all lanes are empty
 * </pre>
 *
 * <p>Many workers that put into one ring would compete for each slot, and each compare-and-set
 * would wait for a cache line from another core. Here nobody competes. And the lane tells whose a
 * message is, so what a dead worker has left is found by a look at its lane.
 */
final class ResultLanes {
    private final QueueLayout layout;
    private final SlotTable table;
    private final DraftNotes notes;
    private final OwnerSet sleepingWriters;
    private final LaneWait reader;
    private final LongFunction<Semaphore> semaphores;
    private final Spinning spinning;

    /**
     * Lanes in memory that this or another process has already set up.
     *
     * @param semaphores the semaphore at an offset
     */
    ResultLanes(
            MemorySegment memory,
            QueueLayout layout,
            LongFunction<Semaphore> semaphores,
            Spinning spinning) {
        this.layout = layout;
        this.table = new SlotTable(memory, layout);
        this.notes = new DraftNotes(memory, layout, table);
        this.sleepingWriters = new OwnerSet(memory, layout.freeSleepers(), layout.workers());
        this.semaphores = semaphores;
        this.spinning = spinning;
        this.reader =
                new LaneWait(
                        new OwnerSet(memory, layout.fullSleepers(), layout.workers()),
                        StateWord.COORDINATOR,
                        semaphores.apply(layout.fullSemaphore()));
    }

    QueueLayout layout() {
        return layout;
    }

    SlotTable table() {
        return table;
    }

    DraftNotes notes() {
        return notes;
    }

    /** The workers that sleep until their lanes have room. */
    OwnerSet sleepingWriters() {
        return sleepingWriters;
    }

    /** How a worker waits for a free slot of its lane. */
    LaneWait writerWait(int worker) {
        return new LaneWait(
                sleepingWriters, worker, semaphores.apply(layout.laneSemaphore(worker)));
    }

    /** The end of a worker. */
    LaneWriter writer(int worker) {
        return new LaneWriter(this, writerWait(worker), reader, spinning, worker);
    }

    /** The end of the coordinator. */
    LaneReader reader() {
        return new LaneReader(this, reader, spinning);
    }

    /** The slots of a worker's lane. */
    IntStream lane(int worker) {
        int first = layout.firstOfLane(worker);
        return IntStream.range(first, first + layout.size().laneSlots());
    }

    /** The worker whose lane has a slot. */
    int workerOf(int slot) {
        return slot / layout.size().laneSlots() + 1;
    }

    /** Forgets a dead worker as a sleeper, and wakes the reader that it may have failed to wake. */
    void forget(int worker) {
        sleepingWriters.remove(worker);
        Step.FORGET_SLEEPER.reached();
        reader.wakeForDead();
        Step.WAKE_FOR_DEAD.reached();
    }
}
