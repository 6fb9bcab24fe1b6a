package org.sempool.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sempool.JobTimedOutException;
import org.sempool.config.PoolConfig;
import org.sempool.spi.CoordinatorEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cancels jobs, when they have run for too long or when their users want no result: tells the
 * handler to stop, and kills its worker if it has not stopped when the grace is over.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class JobCanceller<R> {
    private static final Logger LOG = LoggerFactory.getLogger(JobCanceller.class);

    /** Slightly longer than the supervisor's polling interval. */
    private static final long REGULAR_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(110);

    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PoolConfig config;
    private final Workers workers;
    private final JobRuns runs;
    private final JobFailures<R> jobFailures;
    private final EventThread thread;
    private final CancelOrders orders;
    private EventThread.Timer nextPoll = () -> {};
    private boolean warned;

    JobCanceller(
            PoolConfig config,
            CoordinatorEnd channel,
            JobFailures<R> jobFailures,
            Workers workers,
            JobRuns runs,
            EventThread thread) {
        this.config = config;
        this.workers = workers;
        this.runs = runs;
        this.jobFailures = jobFailures;
        this.thread = thread;
        this.orders = new CancelOrders(channel, runs, config.limits().grace(), workers::order);
    }

    /** Polls which worker runs which job, and does what is due. */
    void poll() {
        runs.poll();
        orders.reconcile();
        runs.forEachBeyondGrace(this::killWorkerOf);
        runs.forEachBeyondLimit(this::timeOut);
        scheduleNextPoll();
    }

    /** Schedules a poll if something is due before the regular one. */
    private void scheduleNextPoll() {
        nextPoll.cancel();
        long nanos = runs.nanosToNextPoll();
        if (nanos < REGULAR_POLL_NANOS) {
            Duration pause = Duration.ofNanos(Math.max(nanos, MIN_PAUSE_NANOS));
            nextPoll = thread.runAfter(pause, this::poll);
        }
    }

    /** Whether a job that is to be cancelled still runs. */
    boolean anyToCancel() {
        return orders.anyAtOnce();
    }

    private void timeOut(JobRuns.Run run) {
        JobFuture<R> job = jobFailures.find(run.jobId());
        if (job != null) {
            Duration timeout = run.limit();
            String message =
                    "the job ran for longer than its timeout="
                            + timeout.toMillis()
                            + " ms in attempt "
                            + run.attempt()
                            + ", on "
                            + workers.get(run.worker());
            long ticket = job.ticket();
            jobFailures.fail(
                    job,
                    run.attempt(),
                    run.worker(),
                    () -> new JobTimedOutException(message, timeout));
            orders.add(run.jobId(), ticket, true);
        }
        orders.cancel(run);
    }

    /** Cancels a job, at once or after the current attempt. */
    void cancel(JobFuture<R> job, boolean atOnce) {
        orders.add(job.id(), job.ticket(), atOnce, ownTimeout(job));
        poll();
    }

    /** How long a job may run, whether or not it is still pending. */
    Optional<Duration> timeoutOf(long jobId) {
        JobFuture<R> job = jobFailures.find(jobId);
        Optional<Duration> own = job == null ? orders.timeoutOf(jobId) : ownTimeout(job);
        return own.or(config.limits()::job);
    }

    /** The user's code may decide. */
    private Optional<Duration> ownTimeout(JobFuture<R> job) {
        try {
            return job.options().timeout();
        } catch (RuntimeException | Error e) {
            if (!warned) {
                warned = true;
                SafeLog.error(LOG, "a timeout cannot be told, so there is none; logged once", e);
            }
            return Optional.empty();
        }
    }

    private void killWorkerOf(JobRuns.Run run) {
        WorkerProcess worker = workers.get(run.worker());
        if (worker != null && worker.killedBecause() == null) {
            worker.kill(
                    "job "
                            + run.jobId()
                            + " was told to stop, and did not within grace="
                            + config.limits().grace().toMillis()
                            + " ms");
        }
    }
}
