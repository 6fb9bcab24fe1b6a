package org.sempool.shm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Draft;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.RoomPatience;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/** A worker's end: takes jobs, puts results. */
final class ShmWorkerEnd implements WorkerEnd {
    private final Segment segment;
    private final QueueEnd jobs;
    private final QueueEnd results;
    private final int worker;
    private final Patience patience = new Patience();

    ShmWorkerEnd(Segment segment, Path directory, int worker) {
        this.segment = segment;
        this.worker = worker;
        SpillFiles spillFiles =
                new SpillFiles(directory, new WorkerSpillDirectory(segment, directory));
        this.jobs = segment.jobsEnd(spillFiles, worker);
        this.results = segment.resultsEnd(spillFiles, worker);
        jobs.rehearse();
        segment.noteProcess(worker, ProcessHandle.current().pid());
    }

    @Override
    public @Nullable Lease takeJob(long waitNanos) {
        return jobs.lease(waitNanos);
    }

    @Override
    public boolean jobsEnded() {
        return segment.jobsEnded();
    }

    @Override
    public @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos) {
        JobDraft draft = results.draft(kind, jobId, attempt, 0);
        if (draft == null && waitNanos > 0) {
            jobs.queue().notes().noteWait(worker);
            try {
                draft = results.draft(kind, jobId, attempt, waitNanos);
            } finally {
                jobs.queue().notes().noteWait(worker);
            }
        }
        if (draft != null) {
            patience.reset();
            draft.setPatience(patience);
        }
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
            jobs.queue().notes().noteWait(worker);
            jobs.queue().notes().noteWait(worker);
            return now - begin < LONGEST_NANOS;
        }
    }

    @Override
    public void noteLeaving() {
        jobs.queue().notes().noteLeaving(worker);
    }

    @Override
    public void close() {
        // The mapping ends with the process.
    }
}
