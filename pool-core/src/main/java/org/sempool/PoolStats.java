package org.sempool;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a pool has done so far, and what it was doing when {@link WorkerPool#stats} was called.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<Long, Long> {
 *     public Long handle(Long job, JobContext context) {
 *         return job * job;
 *     }
 *
 *     public static void main(String[] args) {
 *         try (var pool = WorkerPool.builder(Example.class).workers(2).build()) {
 *             pool.map(List.of(1L, 2L, 3L));
 *             System.out.println(pool.stats().succeeded() + " of " + pool.stats().accepted());
 *             // prints 3 of 3
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>The numbers fit together: every accepted job has succeeded, has failed, or is counted as
 * {@code waiting}, {@code running} or {@code delivering}. A job counts as ended before its future
 * does: a thread that sees a future's end sees it in the numbers, too.
 *
 * @param accepted how many jobs were accepted, including those that are just being submitted
 * @param waiting how many have not been taken by a worker
 * @param running how many are held by a worker
 * @param delivering how many have left their worker, and their results were not read yet
 * @param succeeded how many have ended with a result
 * @param failed how many have ended without one, by kind; every kind has an entry
 * @param retried how many attempts were made beyond each job's first one; those after an exception
 *     of the handler are counted when their job ends
 * @param restored how many jobs did not run, because an earlier pool with the same data directory
 *     or batch had their results; counted when they are submitted
 * @param workerStarts how many worker processes were started
 * @param workerRetirements how many workers were replaced as planned
 * @param workerDeaths how many workers died; those that the pool stops at its end do not count
 * @param workers the workers that there are now, by number
 * @param waitingTimes how long jobs waited until a handler began its last attempt at them
 * @param runningTimes how long handlers ran
 * @param deliveringTimes how long it took until the pool had read the results
 * @param droppedEvents how many events were dropped because a {@link PoolListener} was too slow
 */
public record PoolStats(
        long accepted,
        long waiting,
        long running,
        long delivering,
        long succeeded,
        Map<FailureKind, Long> failed,
        long retried,
        long restored,
        long workerStarts,
        long workerRetirements,
        long workerDeaths,
        List<WorkerStats> workers,
        DurationStats waitingTimes,
        DurationStats runningTimes,
        DurationStats deliveringTimes,
        long droppedEvents) {
    /**
     * Copies the collections.
     *
     * @param accepted how many jobs were accepted
     * @param waiting how many wait for a worker
     * @param running how many run
     * @param delivering how many results were not read yet
     * @param succeeded how many have ended with a result
     * @param failed how many have ended without one
     * @param retried how many attempts were repeated
     * @param restored how many jobs had results of an earlier pool
     * @param workerStarts how many workers were started
     * @param workerRetirements how many workers were replaced as planned
     * @param workerDeaths how many workers died
     * @param workers the workers
     * @param waitingTimes how long jobs waited
     * @param runningTimes how long handlers ran
     * @param deliveringTimes how long results took
     * @param droppedEvents how many events were dropped
     */
    public PoolStats {
        EnumMap<FailureKind, Long> all = new EnumMap<>(FailureKind.class);
        for (FailureKind kind : FailureKind.values()) {
            all.put(kind, failed.getOrDefault(kind, 0L));
        }
        failed = Collections.unmodifiableMap(all);
        workers = List.copyOf(workers);
    }

    /**
     * How many jobs have ended without a result.
     *
     * @return the sum over all kinds
     */
    public long failures() {
        return failed.values().stream().mapToLong(Long::longValue).sum();
    }
}
