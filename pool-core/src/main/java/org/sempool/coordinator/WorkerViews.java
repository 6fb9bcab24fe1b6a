package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.JobProgress;
import org.sempool.WorkerStats;
import org.sempool.coordinator.Workforce.Attempt;
import org.sempool.spi.SupervisedEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what the workers of this machine are doing. Thread-safe. */
final class WorkerViews<R> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerViews.class);

    private final SupervisedEnd channel;
    private final Workers workers;
    private final JobRuns runs;
    private final ProgressWatch progress;

    WorkerViews(SupervisedEnd channel, Workers workers, JobRuns runs, ProgressWatch progress) {
        this.channel = channel;
        this.workers = workers;
        this.runs = runs;
        this.progress = progress;
    }

    /** The jobs that workers hold, by the workers' numbers; none if the pool has stopped. */
    Map<Integer, Attempt> attempts() {
        Map<Integer, Attempt> held = new HashMap<>();
        try {
            channel.showHeldJobs(
                    (worker, jobId, attempt, _) ->
                            held.put(worker, new Attempt(jobId, attempt, worker)));
        } catch (IllegalStateException e) {
            LOG.debug("the pool has stopped", e);
        }
        return held;
    }

    /** The living workers. */
    List<WorkerStats> describe(
            Map<Integer, Attempt> attempts, LongFunction<@Nullable JobFuture<R>> jobs) {
        return workers.all().stream()
                .filter(WorkerProcess::isAlive)
                .map(worker -> describe(worker, attempts.get(worker.number()), jobs))
                .toList();
    }

    private WorkerStats describe(
            WorkerProcess worker,
            @Nullable Attempt attempt,
            LongFunction<@Nullable JobFuture<R>> jobs) {
        return new WorkerStats(
                worker.number(),
                worker.pid(),
                state(worker, attempt),
                worker.age(),
                Optional.ofNullable(attempt)
                        .map(known -> describe(known, jobs.apply(known.jobId()))),
                worker.residentMemory());
    }

    private WorkerStats.Job describe(Attempt attempt, @Nullable JobFuture<R> job) {
        int worker = attempt.worker();
        Duration running = runs.ranSoFar(worker, attempt.jobId(), attempt.number());
        Optional<String> name = job == null ? Optional.empty() : job.options().name();
        Optional<JobProgress> reported =
                Optional.ofNullable(progress.reported(worker, attempt.jobId()))
                        .map(entry -> ProgressNews.describe(entry, name, worker));
        return new WorkerStats.Job(attempt.jobId(), name, attempt.number(), running, reported);
    }

    private static WorkerStats.State state(WorkerProcess worker, @Nullable Attempt attempt) {
        if (worker.isRetiring()) {
            return WorkerStats.State.RETIRING;
        }
        if (attempt != null) {
            return WorkerStats.State.RUNNING;
        }
        return worker.isReady() ? WorkerStats.State.IDLE : WorkerStats.State.STARTING;
    }
}
