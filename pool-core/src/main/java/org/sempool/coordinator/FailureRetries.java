package org.sempool.coordinator;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.sempool.JobFailedException;
import org.sempool.RetryPolicy;
import org.sempool.config.Retries;
import org.sempool.spi.CoordinatorEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries jobs whose handlers threw, for a {@link RetryPolicy} that needs the coordinator: such a
 * job leaves the queue, waits here, and is submitted anew. It stays pending all the time, so what
 * ends it meanwhile takes it out of there, and it is not submitted any more.
 *
 * <pre>
 *   the pump             marks the attempt as failed, frees the message, starts the timer
 *   this thread          waits until the worker has freed the job, encodes it, publishes it
 * </pre>
 *
 * <p>The mark comes first: if the worker dies before it has freed the job, repair finds the message
 * or the mark, and drops the job instead of putting it back. And a job is in the queue once at a
 * time, since its files have its name.
 *
 * <p>Thread-safe. Its own thread may block while the queue is full.
 */
final class FailureRetries<R> {
    private static final Logger LOG = LoggerFactory.getLogger(FailureRetries.class);

    /** Until the worker has freed the job, or the queue has room. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(5);

    private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final RetryPolicy policy;
    private final Retries retries;
    private final CoordinatorEnd channel;
    private final PendingJobs<R> pending;
    private final JobFailures<R> jobFailures;
    private final JobEnds ends;
    private final Submission<?, R> submission;
    private final Workforce<R> workforce;
    private final Lifecycle lifecycle;
    private final EventThread thread;

    FailureRetries(
            RetryPolicy policy,
            Retries retries,
            CoordinatorEnd channel,
            PendingJobs<R> pending,
            JobFailures<R> jobFailures,
            JobEnds ends,
            Submission<?, R> submission,
            Workforce<R> workforce,
            Lifecycle lifecycle) {
        this.policy = policy;
        this.retries = retries;
        this.channel = channel;
        this.pending = pending;
        this.jobFailures = jobFailures;
        this.ends = ends;
        this.submission = submission;
        this.workforce = workforce;
        this.lifecycle = lifecycle;
        this.thread = new EventThread("sempool-retries", lifecycle::expectsDeaths);
    }

    /**
     * Decides about a failed attempt. If there is to be another one, the attempt is marked as
     * failed, and the job must be given to {@link #later}.
     */
    boolean wants(JobFuture<R> job, int attempt, JobFailedException failure) {
        JobDetails details = job.details();
        int most = job.options().attempts().orElse(retries.attempts());
        if (details == null || attempt >= most || attempt <= details.failedAttempt()) {
            return false;
        }
        try {
            failure.initJob(job.id(), job.options().name().orElse(null));
            if (!policy.retries(failure)) {
                return false;
            }
        } catch (RuntimeException | Error ofTheUsers) {
            failure.addSuppressed(ofTheUsers);
            return false;
        }
        details.setQueueEnd(JobDetails.NO_END);
        details.setFailedAttempt(attempt);
        return true;
    }

    /** Submits a job again after its pause. Its message was freed. */
    void later(JobFuture<R> job, int attempt, JobFailedException failure) {
        long nanos = policy.pauseAfter(attempt).toNanos();
        long half = nanos / 2;
        long pause = nanos == 0 ? 0 : half + ThreadLocalRandom.current().nextLong(half + 1);
        try {
            ends.tellRetried(job, attempt + 1);
            await(job, attempt, failure, Duration.ofNanos(pause));
        } catch (RuntimeException | Error noMemory) {
            fail(job, failure, noMemory);
        }
    }

    private void await(JobFuture<R> job, int attempt, JobFailedException failure, Duration pause) {
        JobDetails details = job.needDetails();
        pending.beginRetry(details);
        details.setRetryTimer(thread.runAfter(pause, () -> submit(job, attempt, failure)));
        if (!job.equals(pending.get(job.id()))) {
            // It was ended before it was seen to wait.
            pending.endRetry(details);
        }
    }

    private void submit(JobFuture<R> job, int attempt, JobFailedException failure) {
        pending.endRetry(job.needDetails());
        if (!job.equals(pending.get(job.id()))) {
            return;
        }
        try {
            if (channel.has(job.ticket()) || !submission.resubmit(job, attempt + 1, ROOM_NANOS)) {
                await(job, attempt, failure, SHORT_PAUSE);
                return;
            }
        } catch (RuntimeException | Error e) {
            fail(job, failure, e);
            return;
        }
        // First it was published, then this looks whether it is pending. Who ends it does the
        // opposite, so one of the two sees the other.
        VarHandle.fullFence();
        if (!job.equals(pending.get(job.id())) && !submission.withdraw(job)) {
            workforce.cancel(job, true);
        }
    }

    /** The job cannot be submitted again, so its last failure is final. */
    private void fail(JobFuture<R> job, JobFailedException failure, Throwable why) {
        if (lifecycle.expectsDeaths()) {
            LOG.debug("job {} is not retried, as the pool stops", job.id(), why);
            return;
        }
        LOG.debug("job {} cannot be retried", job.id(), why);
        failure.addSuppressed(why);
        jobFailures.fail(job, () -> failure);
    }

    void end() {
        thread.end();
    }
}
