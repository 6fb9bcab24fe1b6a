package org.sempool.coordinator;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.sempool.FailureKind;
import org.sempool.JobFailedException;
import org.sempool.JobTimedOutException;
import org.sempool.PoolClosedException;
import org.sempool.WorkerDiedException;

/**
 * Every job's end passes here once: after the job was taken out of the pending ones, which decides
 * what ends it, and before its future completes. So whoever sees a future's end sees it counted.
 *
 * <p>Thread-safe.
 */
final class JobEnds {
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

    JobEnds() {
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
     * A job has ended with a result.
     *
     * @param tally the calling thread's, if it has one
     */
    void succeeded(@Nullable Tally tally) {
        if (tally != null) {
            tally.add();
        } else {
            succeeded.incrementAndGet();
        }
    }

    /** A job has ended without a result. */
    void failed(FailureKind kind) {
        Objects.requireNonNull(failed.get(kind)).incrementAndGet();
    }

    /** A job gets another attempt, or has had so many of them. */
    void retried(int attempts) {
        if (attempts > 0) {
            retried.addAndGet(attempts);
        }
    }

    /** What the pool itself fails a job for. */
    static FailureKind kindOf(Throwable failure) {
        return switch (failure) {
            case JobFailedException _ -> FailureKind.THREW;
            case WorkerDiedException _ -> FailureKind.WORKER_DIED;
            case JobTimedOutException e when e.wasWaiting() -> FailureKind.EXPIRED;
            case JobTimedOutException _ -> FailureKind.TIMED_OUT;
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
