package org.sempool.shm;

import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.RoomPatience;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/**
 * A worker's end: takes jobs, puts results.
 *
 * <p>What it publishes and frees is seen at once by those that look. Those that sleep have to be
 * woken, and to see them takes a full fence, which waits until all stores have reached the other
 * processes. One for both is enough, and the next claim is one:
 *
 * <pre>
 *   publish the result;  free the job;  claim the next job;  does the reader sleep? does a putter?
 *       store                store       compare-and-set       load                  load
 * </pre>
 *
 * <p>If there is no next job, a fence takes the place of the claim.
 */
final class ShmWorkerEnd implements WorkerEnd {
    private final Segment segment;
    private final SemaphoreQueue jobs;
    private final SlotLease job;
    private final LaneWriter results;
    private final SlotDraft result;
    private final int worker;
    private final Patience patience = new Patience();
    private boolean hasJob;

    /** Whether a result was published since the reader was last told. */
    private boolean isFullUntold;

    /** The job's slot that was freed since the putters were last told. */
    private int freeUntold = SlotTable.NONE;

    ShmWorkerEnd(Segment segment, Path directory, int worker) {
        this(
                segment,
                new SpillFiles(directory, new WorkerSpillDirectory(segment, directory)),
                worker);
    }

    ShmWorkerEnd(Segment segment, SpillFiles spillFiles, int worker) {
        this.segment = segment;
        this.worker = worker;
        this.jobs = segment.jobs();
        this.job =
                new SlotLease(
                        new SlotHeaders(segment.memory(), jobs.layout()),
                        new JobTaker(),
                        segment.largeJobs(spillFiles, worker));
        ResultLanes lanes = segment.results();
        this.results = lanes.writer(worker);
        this.result =
                new SlotDraft(
                        new SlotHeaders(segment.memory(), lanes.layout()),
                        lanes.table(),
                        new ResultPutter(),
                        segment.largeResults(spillFiles, worker),
                        worker);
        job.rehearse();
        segment.noteProcess(worker, ProcessHandle.current().pid());
    }

    private final class JobTaker implements SlotTaker {
        @Override
        public void free(int slot) {
            jobs.freeUntold(slot, worker);
            freeUntold = slot;
            hasJob = false;
        }

        @Override
        public void putBack(int slot) {
            jobs.putBack(slot, worker, StateWord.COORDINATOR);
            hasJob = false;
        }
    }

    private final class ResultPutter implements SlotPutter {
        @Override
        public void publish(int slot) {
            results.publishUntold();
            isFullUntold = true;
            if (!hasJob) {
                flush();
            }
        }

        @Override
        public void abandon(int slot) {
            results.abandon();
        }
    }

    @Override
    public @Nullable Lease takeJob(long waitNanos) {
        int slot = jobs.claimLikelyFull(worker);
        if (slot == SlotTable.NONE) {
            flush();
            slot = jobs.awaitFull(worker, waitNanos);
            if (slot == SlotTable.NONE) {
                return null;
            }
        } else {
            SharedWords.fenceAfterAtomic();
            tell();
        }
        hasJob = true;
        return job.begin(slot, StateWord.COORDINATOR);
    }

    @Override
    public void flush() {
        if (isFullUntold || freeUntold != SlotTable.NONE) {
            VarHandle.fullFence();
            tell();
        }
    }

    private void tell() {
        if (isFullUntold) {
            isFullUntold = false;
            results.tellFull();
        }
        if (freeUntold != SlotTable.NONE) {
            int slot = freeUntold;
            freeUntold = SlotTable.NONE;
            jobs.tellFree(slot);
        }
    }

    @Override
    public boolean jobsEnded() {
        return segment.jobsEnded();
    }

    @Override
    public @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        int slot = results.claim(0);
        if (slot == SlotTable.NONE && waitNanos > 0) {
            jobs.notes().noteWait(worker);
            try {
                slot = results.claim(waitNanos);
            } finally {
                jobs.notes().noteWait(worker);
            }
        }
        if (slot == SlotTable.NONE) {
            return null;
        }
        patience.reset();
        SlotDraft draft = result.begin(slot, kind, jobId, attempt);
        draft.setPatience(patience);
        return draft;
    }

    /**
     * A result waits for room, which comes as the coordinator takes the results before it. But
     * smaller results of other workers may take that room again and again, so after a while it goes
     * to a file.
     */
    private final class Patience implements RoomPatience {
        private static final long LONGEST_NANOS = 1_000_000_000;

        private long begin;
        private boolean begun;

        void reset() {
            begun = false;
        }

        @Override
        public boolean waits() {
            long now = System.nanoTime();
            if (!begun) {
                begun = true;
                begin = now;
            }
            // Twice, once for the beginning of this wait and once for its end.
            jobs.notes().noteWait(worker);
            jobs.notes().noteWait(worker);
            return now - begin < LONGEST_NANOS;
        }
    }

    @Override
    public void noteLeaving() {
        jobs.notes().noteLeaving(worker);
    }

    @Override
    public void close() {
        // The mapping ends with the process.
        flush();
    }
}
