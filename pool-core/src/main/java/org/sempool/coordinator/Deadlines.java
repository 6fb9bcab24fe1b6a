package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sempool.JobTimedOutException;
import org.sempool.config.PoolConfig;
import org.sempool.spi.CoordinatorEnd;

/**
 * Ends jobs that run for too long, or that are not wanted any more: tells the worker to stop, and
 * kills it if it does not stop in time.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class Deadlines<R> {
    /** Slightly longer than the supervisor's polling interval. */
    private static final long REGULAR_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(110);

    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final PoolConfig config;
    private final Workers workers;
    private final RunningJobs running;
    private final JobFailures<R> jobFailures;
    private final EventThread thread;
    private final StopOrders stops;
    private EventThread.Timer nextPoll = () -> {};

    Deadlines(
            PoolConfig config,
            CoordinatorEnd end,
            JobFailures<R> jobFailures,
            Workers workers,
            RunningJobs running,
            EventThread thread) {
        this.config = config;
        this.workers = workers;
        this.running = running;
        this.jobFailures = jobFailures;
        this.thread = thread;
        this.stops = new StopOrders(end, running, config.limits().grace(), workers::order);
    }

    /** Polls which worker runs which job, and does what is due. */
    void poll() {
        running.poll();
        stops.reconcile();
        running.forEachBeyondGrace(this::killWorkerOf);
        config.limits().job().ifPresent(time -> running.forEachLongerThan(time, this::timeOut));
        scheduleNextPoll();
    }

    /** Schedules a poll if something is due before the regular one. */
    private void scheduleNextPoll() {
        nextPoll.cancel();
        long nanos = running.nanosToNextPoll();
        if (nanos < REGULAR_POLL_NANOS) {
            Duration pause = Duration.ofNanos(Math.max(nanos, MIN_PAUSE_NANOS));
            nextPoll = thread.runAfter(pause, this::poll);
        }
    }

    /** Whether a job that is to be stopped still runs. */
    boolean anyToStop() {
        return stops.anyAtOnce();
    }

    private void timeOut(RunningJobs.Run run) {
        Duration timeout = config.limits().job().orElseThrow();
        JobFuture<R> job = jobFailures.find(run.jobId());
        if (job != null) {
            String message =
                    "the job ran for longer than jobTimeout="
                            + timeout.toMillis()
                            + " ms in attempt "
                            + run.attempt()
                            + ", on "
                            + workers.get(run.worker());
            long ticket = job.ticket();
            jobFailures.fail(job, () -> new JobTimedOutException(message, timeout));
            stops.add(run.jobId(), ticket, true);
        }
        stops.stop(run);
    }

    /** Stops a job that is not wanted any more. */
    void stopJob(long jobId, long ticket, boolean atOnce) {
        stops.add(jobId, ticket, atOnce);
        poll();
    }

    private void killWorkerOf(RunningJobs.Run run) {
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
