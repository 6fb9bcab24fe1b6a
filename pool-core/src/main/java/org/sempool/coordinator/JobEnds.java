package org.sempool.coordinator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.FailureKind;
import org.sempool.JobEnded;
import org.sempool.JobFailedException;
import org.sempool.JobTimedOutException;
import org.sempool.PoolClosedException;
import org.sempool.UnreadableResultException;
import org.sempool.WorkerDiedException;
import org.sempool.flight.Flight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every job's end passes here once: after the job was taken out of the pending ones, which decides
 * what ends it, and before its future completes. So a thread that sees a future's end sees it
 * counted.
 *
 * <p>Thread-safe.
 */
final class JobEnds {
    private static final Logger LOG = LoggerFactory.getLogger(JobEnds.class);

    /** In longs, with room for what the processor loads along with a line. */
    private static final int CACHE_LINES = 16;

    /**
     * Counts what one thread does, without atomic instructions: the pump ends nearly all jobs.
     * Alone in its cache lines, as it changes with each of them.
     */
    static final class Tally {
        private final AtomicLongArray count = new AtomicLongArray(2 * CACHE_LINES);

        /** Only for its thread. */
        private void add() {
            count.setRelease(CACHE_LINES, count.getPlain(CACHE_LINES) + 1);
        }

        private long get() {
            return count.getAcquire(CACHE_LINES);
        }
    }

    /** The tallies in use. Guarded by itself, as is moving their counts to {@link #succeeded}. */
    private final List<Tally> tallies = new ArrayList<>();

    /** Successes in no tally. */
    private final AtomicLong succeeded = new AtomicLong();

    private final Map<FailureKind, AtomicLong> failed = new EnumMap<>(FailureKind.class);
    private final AtomicLong retried = new AtomicLong();

    private final AtomicBoolean warned = new AtomicBoolean();
    private final String pool;
    private final Listeners listeners;
    private final JobClock clock;

    /** Only counts. */
    JobEnds() {
        this("", new Listeners(List.of()), new JobClock());
    }

    /**
     * @param pool the pool's name
     */
    JobEnds(String pool, Listeners listeners, JobClock clock) {
        this.pool = pool;
        this.listeners = listeners;
        this.clock = clock;
        for (FailureKind kind : FailureKind.values()) {
            failed.put(kind, new AtomicLong());
        }
    }

    /** From now on this tally counts. */
    void open(Tally tally) {
        synchronized (tallies) {
            tallies.add(tally);
        }
    }

    /** Its thread adds nothing any more. */
    void close(Tally tally) {
        synchronized (tallies) {
            if (tallies.remove(tally)) {
                succeeded.addAndGet(tally.get());
            }
        }
    }

    /**
     * A job has ended with a worker's message.
     *
     * @param tally the calling thread's, if it has one
     * @param kind why it has no result; null if it has one
     * @param attempt the attempt that ended it
     * @param worker the sender, or 0 if it was none of this pool
     * @param times of that attempt, or null
     */
    void delivered(
            @Nullable Tally tally,
            JobFuture<?> job,
            @Nullable FailureKind kind,
            int attempt,
            int worker,
            JobClock.@Nullable Times times) {
        if (kind != null) {
            count(kind);
        } else if (tally != null) {
            tally.add();
        } else {
            succeeded.incrementAndGet();
        }
        countRetries(job, attempt);
        if (times != null) {
            clock.record(job.id(), times);
        }
        if (isWatched() || wantsEnd(job)) {
            report(job, kind, attempt, worker, times);
        }
    }

    /** A job has ended, and no worker's message has ended it. */
    void failed(JobFuture<?> job, FailureKind kind) {
        failed(job, kind, 0, 0);
    }

    /**
     * A job has ended, and no worker's message has ended it.
     *
     * @param attempt the attempt that a worker makes at it, or 0
     * @param worker the number of that worker, or 0
     */
    void failed(JobFuture<?> job, FailureKind kind, int attempt, int worker) {
        count(kind);
        JobDetails details = job.details();
        int known = details == null ? 0 : details.attemptsEnded();
        int attempts = Math.max(attempt, known);
        countRetries(job, attempts);
        if (isWatched() || wantsEnd(job)) {
            report(job, kind, attempts, worker, null);
        }
    }

    private void count(FailureKind kind) {
        Objects.requireNonNull(failed.get(kind)).incrementAndGet();
    }

    /** Counts the retries of a job that has ended. Those after a death were counted then. */
    private void countRetries(JobFuture<?> job, int attempts) {
        if (attempts > 1) {
            JobDetails details = job.details();
            int counted = details == null ? 0 : details.deathsBefore(attempts);
            retried(attempts - 1 - counted);
        }
    }

    private boolean isWatched() {
        return listeners.areAny() || Flight.recordsJobs();
    }

    /** Whether the job's user wants to know how it ended. */
    static boolean wantsEnd(JobFuture<?> job) {
        JobDetails details = job.details();
        return details != null && details.options().onEnd().isPresent();
    }

    /** Never throws: the job has to end. */
    private void report(
            JobFuture<?> job,
            @Nullable FailureKind kind,
            int attempts,
            int worker,
            JobClock.@Nullable Times times) {
        try {
            Optional<String> name = job.options().name();
            if (listeners.areAny() || wantsEnd(job)) {
                JobEnded ended =
                        new JobEnded(
                                job.id(),
                                name,
                                Optional.ofNullable(kind),
                                attempts,
                                worker == 0 ? OptionalInt.empty() : OptionalInt.of(worker),
                                Optional.ofNullable(times).map(JobClock.Times::toJobTimes));
                listeners.tell("jobEnded", listener -> listener.jobEnded(ended));
                job.options().onEnd().ifPresent(consumer -> tell(consumer, ended));
            }
            if (Flight.recordsJobs()) {
                Flight.job(
                        pool,
                        job.id(),
                        name.orElse(null),
                        kind == null ? "SUCCEEDED" : kind.name(),
                        attempts,
                        worker,
                        times == null ? null : times.toNanos());
            }
        } catch (RuntimeException | Error e) {
            LOG.debug("the end of job {} could not be reported", job.id(), e);
        }
    }

    private void tell(Consumer<JobEnded> consumer, JobEnded ended) {
        try {
            consumer.accept(ended);
        } catch (RuntimeException | Error e) {
            if (!warned.getAndSet(true)) {
                SafeLog.error(LOG, "a consumer of onEnd has thrown; it is logged once", e);
            }
        }
    }

    /** A job's worker has died, and the job gets another attempt. */
    void retriedAfterDeath(JobFuture<?> job, int attempt) {
        retried(1);
        tellRetried(job, attempt);
    }

    /** A job gets another attempt, which is counted when it has ended, or was counted. */
    void tellRetried(JobFuture<?> job, int attempt) {
        if (listeners.areAny()) {
            long id = job.id();
            Optional<String> name = job.options().name();
            listeners.tell("jobRetried", listener -> listener.jobRetried(id, name, attempt));
        }
    }

    /** A job has had so many more attempts. */
    private void retried(int attempts) {
        if (attempts > 0) {
            retried.addAndGet(attempts);
        }
    }

    /** What the pool itself fails a job for. */
    static FailureKind kindOf(Throwable failure) {
        return switch (failure) {
            case JobFailedException _, RelayedFailureException _ -> FailureKind.THREW;
            case WorkerDiedException _ -> FailureKind.WORKER_DIED;
            case JobTimedOutException e when e.wasWaiting() -> FailureKind.EXPIRED;
            case JobTimedOutException _ -> FailureKind.TIMED_OUT;
            case UnreadableResultException _ -> FailureKind.UNREADABLE;
            case PoolClosedException _ -> FailureKind.POOL_STOPPED;
            default -> FailureKind.OTHER;
        };
    }

    /** How many jobs have ended with a result. */
    long succeeded() {
        synchronized (tallies) {
            long sum = succeeded.get();
            for (Tally tally : tallies) {
                sum += tally.get();
            }
            return sum;
        }
    }

    /** How many jobs have ended without a result, by kind. */
    Map<FailureKind, Long> failed() {
        Map<FailureKind, Long> counts = new EnumMap<>(FailureKind.class);
        failed.forEach((kind, count) -> counts.put(kind, count.get()));
        return counts;
    }

    /** How many attempts there were beyond the first ones. */
    long retried() {
        return retried.get();
    }
}
