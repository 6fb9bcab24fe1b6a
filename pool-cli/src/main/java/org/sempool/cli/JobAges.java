package org.sempool.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Worker;

/**
 * How long workers have had their jobs. The shared memory does not say since when, so it counts
 * from the first look that has found a worker with its job.
 */
final class JobAges {
    private record Place(Path pool, int worker) {}

    /**
     * A worker's job.
     *
     * @param isFromStart whether the job began between two looks, and not before the first
     */
    private record Holding(long job, long sinceNanos, boolean isFromStart) {}

    private final Map<Place, Holding> holdings = new HashMap<>();

    /**
     * An age.
     *
     * @param nanos how long the worker has been seen with its job
     * @param isExact whether the worker was seen before it had the job; if not, it may have had it
     *     for longer
     */
    record Age(long nanos, boolean isExact) {}

    /** Notes what a worker does, and returns how old its job is; without a job that is nothing. */
    Age look(Snapshot pool, Worker worker, long nanos) {
        Place place = new Place(pool.path(), worker.number());
        // No job has the number 0: the worker was seen without one.
        long job = worker.job().orElse(0);
        Holding holding = holdings.get(place);
        if (holding == null || holding.job != job) {
            holding = new Holding(job, nanos, holding != null);
            holdings.put(place, holding);
        }
        return new Age(nanos - holding.sinceNanos, holding.isFromStart);
    }
}
