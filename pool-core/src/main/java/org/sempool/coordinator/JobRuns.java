package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.SupervisedEnd;

/**
 * Which worker runs which job, and for how long.
 *
 * <p>Workers do not report it: a report would slow every job, and only the few long ones matter. So
 * polls find out which worker holds which job, and a run counts from the first poll that finds it.
 * A run is never overestimated: the time between two polls does not count if the worker waited for
 * room for its result in it.
 *
 * <p>Belongs to one thread, except {@link #ranSoFar} and {@link #ofJob}.
 */
final class JobRuns {
    /** A waiting worker signals that every second; a suspended process does not. */
    private static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The limit of a run that has none. */
    static final long NEVER = Long.MAX_VALUE;

    private static final long FIRST_ORDER_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** One attempt at a job by one worker. */
    static final class Run {
        private final int worker;
        private final long jobId;
        private final int attempt;
        private long limitNanos;
        private int lastWaits;
        private long silentNanos;
        private volatile long ranNanos;
        private volatile boolean isWaiting;
        private long killNanos = NEVER;

        /** When to repeat the order to cancel, if one was given. */
        private long orderNanos = NEVER;

        private long orderPauseNanos = FIRST_ORDER_PAUSE_NANOS;

        private Run(int worker, long jobId, int attempt, int waits, long limitNanos) {
            this.worker = worker;
            this.jobId = jobId;
            this.attempt = attempt;
            this.limitNanos = limitNanos;
            this.lastWaits = waits;
            this.isWaiting = waits % 2 != 0;
        }

        int worker() {
            return worker;
        }

        long jobId() {
            return jobId;
        }

        int attempt() {
            return attempt;
        }

        /** How long it may take, by the last poll. */
        Duration limit() {
            return Duration.ofNanos(limitNanos);
        }

        private boolean is(long otherJobId, int otherAttempt) {
            return jobId == otherJobId && attempt == otherAttempt;
        }

        /**
         * Whether to give the worker an order now: the first one at once, then repeated at growing
         * intervals. The worker may not have begun the job when the order came.
         */
        boolean orderIsDue() {
            if (orderNanos != NEVER && ranNanos < orderNanos) {
                return false;
            }
            orderNanos = ranNanos + orderPauseNanos;
            orderPauseNanos *= 2;
            return true;
        }

        private long nextNanos() {
            long end = killNanos == NEVER ? limitNanos : killNanos;
            boolean isOver = end <= ranNanos;
            return isWaiting || isOver ? NEVER : Math.min(end, orderNanos) - ranNanos;
        }

        /** The run was found again, so many nanoseconds after the last poll. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
        private void goOn(int waits, long nanos) {
            boolean isSilent = waits == lastWaits;
            silentNanos = isSilent ? silentNanos + nanos : 0;
            isWaiting = waits % 2 != 0 && silentNanos < MAX_SILENCE_NANOS;
            if (isSilent && !isWaiting) {
                ranNanos += nanos;
            }
            lastWaits = waits;
        }
    }

    private final SupervisedEnd channel;
    private final PoolClock clock;
    private final Map<Integer, Run> runs = new ConcurrentHashMap<>();
    private volatile long lastPollNanos;
    private final LongUnaryOperator limits;

    /**
     * @param limits how long a job may run, in nanoseconds, or {@link #NEVER}; asked in each poll
     *     that finds it running
     */
    JobRuns(SupervisedEnd channel, PoolClock clock, LongUnaryOperator limits) {
        this.channel = channel;
        this.clock = clock;
        this.limits = limits;
        this.lastPollNanos = clock.nanos();
    }

    /** Polls which worker runs which job. */
    void poll() {
        long clockNanos = clock.nanos();
        long stepNanos = clockNanos - lastPollNanos;
        lastPollNanos = clockNanos;
        Set<Integer> busy = new HashSet<>();
        channel.showHeldJobs(
                (worker, jobId, attempt, waits) -> {
                    busy.add(worker);
                    Run known = runs.get(worker);
                    long limit = limits.applyAsLong(jobId);
                    if (known != null && known.is(jobId, attempt)) {
                        known.goOn(waits, stepNanos);
                        known.limitNanos = limit;
                    } else {
                        runs.put(worker, new Run(worker, jobId, attempt, waits, limit));
                    }
                });
        runs.keySet().retainAll(busy);
    }

    /** The runs by the last poll. */
    void forEach(Consumer<Run> action) {
        runs.values().forEach(action);
    }

    /** The run of a job, by the last poll; null if no worker runs it. For any thread. */
    @Nullable Run ofJob(long jobId) {
        for (Run run : runs.values()) {
            if (run.jobId == jobId) {
                return run;
            }
        }
        return null;
    }

    /** How long a worker has run an attempt, without waits; zero if no poll has found it. */
    Duration ran(int worker, long jobId, int attempt) {
        Run run = runs.get(worker);
        return run == null || !run.is(jobId, attempt)
                ? Duration.ZERO
                : Duration.ofNanos(run.ranNanos);
    }

    /** As {@link #ran}, with the time since the last poll. For any thread. */
    Duration ranSoFar(int worker, long jobId, int attempt) {
        Run run = runs.get(worker);
        if (run == null || !run.is(jobId, attempt)) {
            return Duration.ZERO;
        }
        long since = run.isWaiting ? 0 : Math.max(0, clock.nanos() - lastPollNanos);
        return Duration.ofNanos(run.ranNanos + since);
    }

    /** Starts the grace of a run that is to be cancelled; the order is due at once. */
    void giveGrace(Run run, Duration grace) {
        if (run.killNanos == NEVER) {
            run.orderNanos = NEVER;
            run.killNanos = run.ranNanos + EventThread.nanos(grace);
        }
    }

    /** The runs that exceed their limit, and were not cancelled. */
    void forEachBeyondLimit(Consumer<Run> action) {
        runs.values().stream()
                .filter(run -> run.killNanos == NEVER && run.ranNanos >= run.limitNanos)
                .toList()
                .forEach(action);
    }

    /** Whether a run that was cancelled was still there at the last poll. */
    boolean anyInGrace() {
        return runs.values().stream().anyMatch(run -> run.killNanos != NEVER);
    }

    /** The runs that were cancelled and were still there at the last poll. */
    void forEachInGrace(Consumer<Run> action) {
        runs.values().stream().filter(run -> run.killNanos != NEVER).toList().forEach(action);
    }

    /** How long until the next action on a run that was cancelled; for ever if there is none. */
    long nanosToNextPoll() {
        return runs.values().stream().mapToLong(Run::nextNanos).min().orElse(NEVER);
    }

    /** The runs that were cancelled, and whose grace is over. */
    void forEachBeyondGrace(Consumer<Run> action) {
        runs.values().stream()
                .filter(run -> run.killNanos <= run.ranNanos)
                .toList()
                .forEach(action);
    }
}
