package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.JobTimedOutException;
import org.sempool.spi.CoordinatorEnd;

/**
 * Withdraws jobs that have waited for a worker for too long. Jobs without such a limit cost
 * nothing, and the others are only looked at when the first of their limits has passed.
 *
 * <p>{@link #begin} is for any thread, the rest for the supervisor's.
 */
final class QueueLimits<R> {
    private static final long NEVER = Long.MAX_VALUE;

    private final CoordinatorEnd channel;
    private final PendingJobs<R> pending;
    private final JobFailures<R> jobFailures;
    private final PoolClock clock;

    /** When the first limit passes, by the pool's clock. */
    private final AtomicLong next = new AtomicLong(NEVER);

    QueueLimits(
            CoordinatorEnd channel,
            PendingJobs<R> pending,
            JobFailures<R> jobFailures,
            PoolClock clock) {
        this.channel = channel;
        this.pending = pending;
        this.jobFailures = jobFailures;
        this.clock = clock;
    }

    /** A job was accepted. */
    void begin(JobFuture<R> job) {
        JobDetails details = job.details();
        Duration limit = details == null ? null : details.options().queueTimeout().orElse(null);
        if (details != null && limit != null) {
            long end = clock.nanos() + EventThread.nanos(limit);
            // In this order: poll does the opposite, so one of the two sees the other.
            details.setQueueEnd(end);
            next.accumulateAndGet(end, Math::min);
        }
    }

    /** Withdraws the jobs whose limit has passed. */
    void poll() {
        long due = next.get();
        if (due == NEVER) {
            return;
        }
        long now = clock.nanos();
        if (now < due) {
            return;
        }
        next.set(NEVER);
        long first = NEVER;
        for (JobFuture<R> job : pending.all()) {
            JobDetails details = job.details();
            if (details != null && details.queueEnd() != JobDetails.NO_END) {
                if (details.queueEnd() <= now) {
                    details.setQueueEnd(JobDetails.NO_END);
                    failIfWaiting(job, details);
                } else {
                    first = Math.min(first, details.queueEnd());
                }
            }
        }
        next.accumulateAndGet(first, Math::min);
    }

    private void failIfWaiting(JobFuture<R> job, JobDetails details) {
        @Nullable Duration limit = details.options().queueTimeout().orElse(null);
        if (limit != null && channel.withdrawUntaken(job.ticket())) {
            String message =
                    "the job waited for longer than queueTimeout="
                            + limit.toMillis()
                            + " ms, and no worker has taken it";
            jobFailures.fail(job, () -> new JobTimedOutException(message, limit, true));
        }
    }
}
