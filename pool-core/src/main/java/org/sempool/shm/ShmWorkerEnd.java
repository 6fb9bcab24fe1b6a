package org.sempool.shm;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Draft;
import org.sempool.spi.Lease;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/** A worker's end: takes jobs, puts results. */
final class ShmWorkerEnd implements WorkerEnd {
    private final Segment segment;
    private final QueueEnd jobs;
    private final QueueEnd results;
    private final int worker;

    ShmWorkerEnd(Segment segment, Path directory, int worker) {
        this.segment = segment;
        this.worker = worker;
        SpillFiles spillFiles =
                new SpillFiles(directory, new WorkerSpillDirectory(segment, directory));
        this.jobs = new QueueEnd(segment.memory(), segment.jobs(), spillFiles, worker);
        this.results = new QueueEnd(segment.memory(), segment.results(), spillFiles, worker);
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
        Draft draft = results.draft(kind, jobId, attempt, 0);
        if (draft != null || waitNanos <= 0) {
            return draft;
        }
        jobs.queue().notes().noteWait(worker);
        try {
            return results.draft(kind, jobId, attempt, waitNanos);
        } finally {
            jobs.queue().notes().noteWait(worker);
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
