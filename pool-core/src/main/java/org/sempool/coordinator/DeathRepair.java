package org.sempool.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sempool.config.PoolConfig;
import org.sempool.spi.SupervisedEnd;

/**
 * Repairs what a dead worker held: its job goes to another worker, or fails if it has no attempts
 * left.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class DeathRepair<R> {
    private final PoolConfig config;
    private final SupervisedEnd channel;
    private final JobRuns runs;
    private final JobFailures<R> jobFailures;
    private final JobEnds ends;

    DeathRepair(
            PoolConfig config,
            SupervisedEnd channel,
            JobFailures<R> jobFailures,
            JobRuns runs,
            JobEnds ends) {
        this.config = config;
        this.channel = channel;
        this.runs = runs;
        this.jobFailures = jobFailures;
        this.ends = ends;
    }

    /** A job that a dead worker held. */
    record Lost(long jobId, @Nullable String jobName, int attempt, Duration ran) {
        String describe() {
            return "job " + jobId + (jobName == null ? "" : " (" + jobName + ")");
        }
    }

    /**
     * Repairs everything after a death. May throw, and then be called again for the same death.
     *
     * @return the job that the worker held, if it held one
     */
    Optional<Lost> run(WorkerProcess worker) {
        AtomicReference<@Nullable Lost> lost = new AtomicReference<>();
        List<JobFuture<R>> doomed = new ArrayList<>();
        runs.poll();
        try {
            channel.repair(
                    worker.number(),
                    (jobId, attempt) -> {
                        Duration ran = runs.ran(worker.number(), jobId, attempt);
                        lost.set(new Lost(jobId, nameOf(jobId), attempt, ran));
                        return nextAttempt(worker, jobId, attempt, doomed);
                    });
        } finally {
            // Even if the repair fails: these jobs have no attempts left.
            doomed.forEach(this::fail);
        }
        return Optional.ofNullable(lost.get());
    }

    private @Nullable String nameOf(long jobId) {
        JobFuture<R> job = jobFailures.find(jobId);
        return job == null ? null : job.options().name().orElse(null);
    }

    /** Repairs after a worker that was killed during its start, about which nothing is known. */
    void runUnknown(int number) {
        channel.repair(
                number,
                (jobId, attempt) ->
                        isOver(jobFailures.find(jobId), attempt)
                                ? SupervisedEnd.Decision.DROP
                                : attempt);
    }

    /** Whether a job has ended, or the worker has reported the failure of this attempt. */
    private static boolean isOver(@Nullable JobFuture<?> job, int attempt) {
        JobDetails details = job == null ? null : job.details();
        return job == null || (details != null && details.failedAttempt() >= attempt);
    }

    private int nextAttempt(
            WorkerProcess worker, long jobId, int attempt, List<JobFuture<R>> doomed) {
        JobFuture<R> job = jobFailures.find(jobId);
        if (job == null || isOver(job, attempt)) {
            return SupervisedEnd.Decision.DROP;
        }
        Duration ran = runs.ran(worker.number(), jobId, attempt);
        JobDetails details = job.needDetails();
        int known = details.deaths().size();
        int died =
                details.addDeath(
                                new JobDetails.Death(
                                        worker,
                                        attempt,
                                        () -> worker.causeOfDeath().toDeath(attempt, ran)))
                        .attempt();
        if (died < attempts(job)) {
            if (details.deaths().size() > known) {
                ends.retriedAfterDeath(job, died + 1);
            }
            return died + 1;
        }
        doomed.add(job);
        return SupervisedEnd.Decision.DROP;
    }

    private void fail(JobFuture<R> job) {
        List<JobDetails.Death> deaths = job.needDetails().deaths();
        int attempts = attempts(job);
        jobFailures.fail(job, () -> DeathsOfJob.failure(deaths, attempts));
    }

    private int attempts(JobFuture<R> job) {
        return job.options().attempts().orElse(config.retries().attempts());
    }
}
