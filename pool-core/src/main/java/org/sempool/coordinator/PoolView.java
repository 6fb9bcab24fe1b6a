package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sempool.FailureKind;
import org.sempool.JobProgress;
import org.sempool.PoolStats;
import org.sempool.WorkerStats;
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
    private final Supervisor<R> supervisor;

    PoolView(
            CoordinatorEnd channel,
            PendingJobs<R> pending,
            JobEnds ends,
            JobClock clock,
            Listeners listeners,
            Supervisor<R> supervisor) {
        this.channel = channel;
        this.pending = pending;
        this.ends = ends;
        this.clock = clock;
        this.listeners = listeners;
        this.supervisor = supervisor;
    }

    /** A job and the attempt that a worker makes at it. */
    private record Held(long jobId, int attempt) {}

    PoolStats stats() {
        // First the ends, then what was accepted: a job that ends meanwhile counts as pending.
        long succeeded = ends.succeeded();
        Map<FailureKind, Long> failed = ends.failed();
        long ended = succeeded + failed.values().stream().mapToLong(Long::longValue).sum();
        long accepted = pending.accepted();
        long open = accepted - ended;

        Map<Integer, Held> held = held();
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
                supervisor.changes().starts(),
                supervisor.changes().retirements(),
                supervisor.changes().deaths(),
                workers(held),
                clock.waiting(),
                clock.running(),
                clock.delivering(),
                listeners.dropped());
    }

    /** The jobs that workers hold, by the workers' numbers; none if the pool has stopped. */
    private Map<Integer, Held> held() {
        Map<Integer, Held> held = new HashMap<>();
        try {
            channel.showHeldJobs(
                    (worker, jobId, attempt, _) -> held.put(worker, new Held(jobId, attempt)));
        } catch (IllegalStateException e) {
            LOG.debug("the pool has stopped", e);
        }
        return held;
    }

    private long countPending(Map<Integer, Held> held) {
        return held.values().stream().filter(job -> pending.get(job.jobId) != null).count();
    }

    /** The pending jobs that were published, and are in the queue no more. */
    private long countDelivering(Map<Integer, Held> held) {
        try {
            return pending.all().stream()
                    .filter(JobFuture::hasTicket)
                    .filter(job -> !isAwaitingRetry(job))
                    .filter(job -> !channel.has(job.ticket()))
                    .filter(job -> held.values().stream().noneMatch(h -> h.jobId == job.id()))
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

    private List<WorkerStats> workers(Map<Integer, Held> held) {
        return supervisor.workers().all().stream()
                .filter(WorkerProcess::isAlive)
                .map(worker -> describe(worker, held.get(worker.number())))
                .toList();
    }

    private WorkerStats describe(WorkerProcess worker, @Nullable Held held) {
        return new WorkerStats(
                worker.number(),
                worker.pid(),
                state(worker, held),
                worker.age(),
                Optional.ofNullable(held).map(job -> describe(worker.number(), job)),
                worker.residentMemory());
    }

    private WorkerStats.Job describe(int worker, Held held) {
        Duration running = supervisor.runs().ranSoFar(worker, held.jobId, held.attempt);
        JobFuture<R> job = pending.get(held.jobId);
        Optional<String> name = job == null ? Optional.empty() : job.options().name();
        Optional<JobProgress> progress =
                Optional.ofNullable(supervisor.progress().reported(worker, held.jobId))
                        .map(entry -> ProgressNews.describe(entry, name, worker));
        return new WorkerStats.Job(held.jobId, name, held.attempt, running, progress);
    }

    private static WorkerStats.State state(WorkerProcess worker, @Nullable Held held) {
        if (worker.isRetiring()) {
            return WorkerStats.State.RETIRING;
        }
        if (held != null) {
            return WorkerStats.State.RUNNING;
        }
        return worker.isReady() ? WorkerStats.State.IDLE : WorkerStats.State.STARTING;
    }
}
