package org.sempool.coordinator;

import org.sempool.FailureKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the pool act when the user of a job's future waits for it or ends it. Thread-safe. */
final class FutureHooks<R> implements JobFuture.Hooks<R> {
    private static final Logger LOG = LoggerFactory.getLogger(FutureHooks.class);

    private final PendingJobs<R> pending;
    private final Submission<?, R> submission;
    private final JobEnds ends;
    private final ResultPump<R> pump;
    private final Workforce<R> workforce;
    private final Lifecycle lifecycle;

    FutureHooks(
            PendingJobs<R> pending,
            Submission<?, R> submission,
            JobEnds ends,
            ResultPump<R> pump,
            Workforce<R> workforce,
            Lifecycle lifecycle) {
        this.pending = pending;
        this.submission = submission;
        this.ends = ends;
        this.pump = pump;
        this.workforce = workforce;
        this.lifecycle = lifecycle;
    }

    @Override
    public void waiting(JobFuture<R> job) {
        if (!pending.isNewest(job.id())) {
            // With other jobs under way, the pump takes many results at a time.
            return;
        }
        try {
            pump.takeResultOf(job.id());
        } catch (RuntimeException | Error e) {
            LOG.debug("the result is left to the pump", e);
        }
    }

    @Override
    public boolean removePending(JobFuture<R> job) {
        if (pending.remove(job.id()) == null) {
            return false;
        }
        Workforce.Attempt attempt = workforce.attemptAt(job.id());
        if (attempt == null) {
            ends.failed(job, FailureKind.CANCELLED);
        } else {
            ends.failed(job, FailureKind.CANCELLED, attempt.number(), attempt.worker());
        }
        return true;
    }

    @Override
    public void cancel(JobFuture<R> job, boolean mayInterrupt) {
        try {
            if (!submission.withdraw(job)) {
                workforce.cancel(job, mayInterrupt);
            }
        } finally {
            lifecycle.noteJobEnd();
        }
    }
}
