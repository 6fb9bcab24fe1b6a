package org.sempool.coordinator;

import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.sempool.progress.ProgressBoard;
import org.sempool.progress.ProgressEntry;

/**
 * Notices what handlers report about their progress. A poll looks only at the cells of workers that
 * run a job, and reads only those that have changed.
 */
final class ProgressWatch {
    private final @Nullable ProgressBoard board;
    private final JobRuns runs;
    private final ObjIntConsumer<ProgressEntry> listener;

    /** The sequences of the cells when they were read last. For the supervisor's thread. */
    private final int[] seen;

    /**
     * @param board null if the transport has no place for one
     * @param listener gets each change with the worker's number
     */
    ProgressWatch(
            @Nullable ProgressBoard board, JobRuns runs, ObjIntConsumer<ProgressEntry> listener) {
        this.board = board;
        this.runs = runs;
        this.listener = listener;
        this.seen = new int[board == null ? 0 : board.workers() + 1];
    }

    /** Passes on what has changed since the last call. For the supervisor's thread. */
    void poll() {
        if (board != null) {
            runs.forEach(this::look);
        }
    }

    private void look(JobRuns.Run run) {
        int worker = run.worker();
        int sequence = board == null ? 0 : board.sequence(worker);
        if (sequence == seen[worker]) {
            return;
        }
        ProgressEntry entry = entry(worker, run.jobId());
        // If not, it was reported by an earlier job, or is being written: the next poll looks
        // again.
        if (entry != null && entry.attempt() == run.attempt()) {
            seen[worker] = sequence;
            if (entry.isReport()) {
                listener.accept(entry, worker);
            }
        }
    }

    /** What a worker has reported last about a job; null if nothing. For any thread. */
    @Nullable ProgressEntry reported(int worker, long jobId) {
        ProgressEntry entry = entry(worker, jobId);
        return entry != null && entry.isReport() ? entry : null;
    }

    private @Nullable ProgressEntry entry(int worker, long jobId) {
        ProgressEntry entry = board == null ? null : board.read(worker);
        return entry != null && entry.jobId() == jobId ? entry : null;
    }
}
