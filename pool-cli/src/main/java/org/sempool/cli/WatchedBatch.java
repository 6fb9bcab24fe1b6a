package org.sempool.cli;

import java.util.List;
import java.util.OptionalLong;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;

/** A batch as its progress is shown. */
record WatchedBatch(WorkerPool<?, ?> pool, Batch batch) implements ProgressDisplay.Source {
    @Override
    public PoolStats stats() {
        return pool.stats();
    }

    @Override
    public OptionalLong size() {
        return batch.size();
    }

    @Override
    public List<RunningJob> running(PoolStats stats) {
        if (!stats.workers().isEmpty()) {
            return batch.open().running(stats);
        }
        // They run on other machines, and nothing but them is left.
        return isStopped() ? batch.open().all() : List.of();
    }

    @Override
    public boolean isStopped() {
        return batch.isStopped();
    }
}
