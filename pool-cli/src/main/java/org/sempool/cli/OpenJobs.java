package org.sempool.cli;

import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;
import org.sempool.WorkerStats;

/**
 * The jobs of a batch that have not ended: tells what a running job is by its line. The objects are
 * used for one job after another meanwhile, so it checks that what it has read belongs together.
 *
 * <p>Thread-safe.
 */
final class OpenJobs {
    private final WorkerPool<?, ?> pool;
    private final Set<Job> jobs = Collections.newSetFromMap(new IdentityHashMap<>());

    OpenJobs(WorkerPool<?, ?> pool) {
        this.pool = pool;
    }

    /** Adds an object that will be used for jobs. */
    synchronized void add(Job job) {
        jobs.add(job);
    }

    /** The object will be used for no other job. */
    synchronized void remove(Job job) {
        jobs.remove(job);
    }

    /**
     * The jobs that workers of this machine have, the longest first.
     *
     * @param stats of the pool
     */
    List<RunningJob> running(PoolStats stats) {
        List<Job> known = snapshot();
        return RunningJob.sorted(
                stats.workers().stream()
                        .map(WorkerStats::job)
                        .flatMap(Optional::stream)
                        .map(job -> new RunningJob(describe(job, known), job.running()))
                        .toList());
    }

    /**
     * All that have not ended. If none waits any more, it is what workers have, on any machine; for
     * how long is not known.
     */
    List<RunningJob> all() {
        return snapshot().stream()
                .sorted(Comparator.comparingLong(job -> job.line().ordinal()))
                .map(job -> read(job, job.result()))
                .flatMap(Optional::stream)
                .map(input -> new RunningJob(input, Duration.ZERO))
                .toList();
    }

    private String describe(WorkerStats.Job running, List<Job> known) {
        for (Job job : known) {
            CompletableFuture<byte[]> result = job.result();
            OptionalLong id = pool.jobId(result);
            if (id.isPresent() && id.getAsLong() == running.id()) {
                return read(job, result).or(running::name).orElse("job " + running.id());
            }
        }
        return running.name().orElse("job " + running.id());
    }

    @SuppressWarnings("ReferenceEquality") // futures have no other
    private static Optional<String> read(Job job, CompletableFuture<byte[]> result) {
        try {
            if (!job.hasResult()) {
                return Optional.empty();
            }
            Line line = job.line();
            String input = line.place() + " " + line.quote();
            // Until it has ended, the line is not used for another.
            boolean isWhole = job.result() == result && !result.isDone();
            return isWhole ? Optional.of(input) : Optional.empty();
        } catch (IndexOutOfBoundsException changing) {
            return Optional.empty();
        }
    }

    private synchronized List<Job> snapshot() {
        return List.copyOf(jobs);
    }
}
