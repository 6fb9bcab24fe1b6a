package org.sempool.coordinator;

import java.time.Duration;
import org.sempool.JobTimedOutException;
import org.sempool.PoolConfig;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.wire.WorkerOrder;

/**
 * Ends jobs that run for too long, or for nobody: tells the worker to stop, and kills it if it does
 * not in time.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class Deadlines<R> {
    private final PoolConfig config;
    private final CoordinatorEnd end;
    private final PendingJobs<R> pending;
    private final Workers workers;
    private final RunningJobs running;
    private final EarlyEndings<R> endings;
    private final EventThread thread;

    Deadlines(
            PoolConfig config,
            CoordinatorEnd end,
            PendingJobs<R> pending,
            Workers workers,
            RunningJobs running,
            EarlyEndings<R> endings,
            EventThread thread) {
        this.config = config;
        this.end = end;
        this.pending = pending;
        this.workers = workers;
        this.running = running;
        this.endings = endings;
        this.thread = thread;
    }

    /** Looks who runs what, and does what is due. */
    void look() {
        running.look();
        running.forEachBeyondGrace(this::killWorkerOf);
        config.jobTimeout().ifPresent(time -> running.forEachLongerThan(time, this::timeOut));
    }

    /** Whether a job was told to stop, and has not. */
    boolean anyInGrace() {
        return running.anyInGrace();
    }

    private void timeOut(RunningJobs.Run run) {
        Duration timeout = config.jobTimeout().orElseThrow();
        JobFuture<R> job = pending.get(run.jobId());
        if (job != null) {
            String message =
                    "the job ran for longer than jobTimeout="
                            + timeout.toMillis()
                            + " ms in attempt "
                            + run.attempt()
                            + ", on "
                            + workers.get(run.worker());
            endings.fail(job, () -> new JobTimedOutException(message, timeout));
        }
        tellToStop(run);
    }

    /** Nobody waits for this job any more. */
    void stopJob(long jobId, long ticket, boolean atOnce) {
        // It may be waiting again, if its worker died.
        if (end.withdraw(ticket)) {
            return;
        }
        running.look();
        RunningJobs.Run run = running.ofJob(jobId);
        if (run == null) {
            return;
        }
        if (atOnce) {
            tellToStop(run);
        } else {
            order(run, new WorkerOrder.MakeLast(run.jobId(), run.attempt()));
        }
    }

    private void tellToStop(RunningJobs.Run run) {
        order(run, new WorkerOrder.StopJob(run.jobId(), run.attempt()));
        running.giveGrace(run, config.grace());
        var _ = thread.runAfter(config.grace(), this::look);
    }

    private void order(RunningJobs.Run run, WorkerOrder order) {
        WorkerProcess worker = workers.get(run.worker());
        if (worker != null) {
            worker.order(order);
        }
    }

    private void killWorkerOf(RunningJobs.Run run) {
        WorkerProcess worker = workers.get(run.worker());
        if (worker != null && worker.killedBecause() == null) {
            worker.kill(
                    "job "
                            + run.jobId()
                            + " was told to stop, and had not within grace="
                            + config.grace().toMillis()
                            + " ms");
        }
    }
}
