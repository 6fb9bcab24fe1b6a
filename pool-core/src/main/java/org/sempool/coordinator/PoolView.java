package org.sempool.coordinator;

import java.util.Map;
import org.sempool.FailureKind;
import org.sempool.PoolStats;
import org.sempool.spi.CoordinatorEnd;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what a pool has done, and what it is doing. Thread-safe. */
final class PoolView<R> {
    private static final Logger LOG = LoggerFactory.getLogger(PoolView.class);

    private final CoordinatorEnd channel;
    private final PendingJobs<R> pending;
    private final JobEnds ends;
    private final JobClock clock;
    private final Listeners listeners;
    private final Workforce<R> workforce;

    PoolView(
            CoordinatorEnd channel,
            PendingJobs<R> pending,
            JobEnds ends,
            JobClock clock,
            Listeners listeners,
            Workforce<R> workforce) {
        this.channel = channel;
        this.pending = pending;
        this.ends = ends;
        this.clock = clock;
        this.listeners = listeners;
        this.workforce = workforce;
    }

    PoolStats stats() {
        // First the ends, then what was accepted: a job that ends meanwhile counts as pending.
        long succeeded = ends.succeeded();
        Map<FailureKind, Long> failed = ends.failed();
        long ended = succeeded + failed.values().stream().mapToLong(Long::longValue).sum();
        long accepted = pending.accepted();
        long open = accepted - ended;

        Workforce.Changes changes = workforce.changes();
        Map<Integer, Workforce.Attempt> held = workforce.attempts();
        // All of this goes on meanwhile, so no more than what is left is believed.
        long running = Math.min(open, countPending(held));
        long delivering = Math.min(open - running, countDelivering(held));
        return new PoolStats(
                accepted,
                open - running - delivering,
                running,
                delivering,
                succeeded,
                failed,
                ends.retried(),
                channel.restored(),
                changes.starts(),
                changes.retirements(),
                changes.deaths(),
                workforce.describe(held, pending::get),
                clock.waiting(),
                clock.running(),
                clock.delivering(),
                listeners.dropped());
    }

    private long countPending(Map<Integer, Workforce.Attempt> held) {
        return held.values().stream().filter(job -> pending.get(job.jobId()) != null).count();
    }

    /** The pending jobs that were published, and are in the queue no more. */
    private long countDelivering(Map<Integer, Workforce.Attempt> held) {
        try {
            return pending.all().stream()
                    .filter(JobFuture::hasTicket)
                    .filter(job -> !isAwaitingRetry(job))
                    .filter(job -> !channel.has(job.ticket()))
                    .filter(job -> held.values().stream().noneMatch(h -> h.jobId() == job.id()))
                    .count();
        } catch (IllegalStateException e) {
            LOG.debug("the pool has stopped", e);
            return 0;
        }
    }

    private static boolean isAwaitingRetry(JobFuture<?> job) {
        JobDetails details = job.details();
        return details != null && details.isAwaitingRetry();
    }
}
