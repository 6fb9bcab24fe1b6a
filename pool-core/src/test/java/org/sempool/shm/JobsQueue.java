package org.sempool.shm;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;

/** Both ends of a segment's jobs queue, for messages that any worker takes. */
record JobsQueue(Segment segment, SpillFiles files, int worker) {
    /** A job of the coordinator, in a free slot. */
    JobDraft draft(long jobId) {
        SemaphoreQueue jobs = segment.jobs();
        int slot = jobs.claimFree(StateWord.COORDINATOR, 0);
        if (slot == SlotTable.NONE) {
            throw new AssertionError("no free slot");
        }
        SlotPutter putter =
                new SlotPutter() {
                    @Override
                    public void publish(int full) {
                        jobs.publish(full, StateWord.COORDINATOR);
                    }

                    @Override
                    public void abandon(int free) {
                        jobs.abandon(free);
                    }
                };
        return new SlotDraft(
                        headers(),
                        jobs.table(),
                        putter,
                        segment.largeJobs(files, StateWord.COORDINATOR),
                        StateWord.COORDINATOR)
                .begin(slot, MessageKind.JOB, jobId, 1);
    }

    /** The next job, taken by the worker; null if there is none. */
    @Nullable Lease lease() {
        SemaphoreQueue jobs = segment.jobs();
        int slot = jobs.claimFull(worker, 0);
        return slot == SlotTable.NONE
                ? null
                : new SlotLease(
                                headers(),
                                taken -> jobs.free(taken, worker),
                                segment.largeJobs(files, worker))
                        .begin(slot, StateWord.COORDINATOR);
    }

    Lease leaseNow() {
        return Objects.requireNonNull(lease(), "no job");
    }

    private SlotHeaders headers() {
        return new SlotHeaders(segment.memory(), segment.jobs().layout());
    }
}
