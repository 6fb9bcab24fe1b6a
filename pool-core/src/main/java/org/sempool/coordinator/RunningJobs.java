package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.CoordinatorEnd;

/**
 * Which worker runs which job, and for how long.
 *
 * <p>Nobody tells: a word more per job would cost every job, and this is asked for the few that
 * take long. So it is looked at every now and then which worker holds which job, and a run counts
 * from the first look that finds it. It is never taken to be longer than it is: what lies between
 * two looks does not count if the worker waited for room for its result in it.
 *
 * <p>Belongs to one thread.
 */
final class RunningJobs {
    /** A worker that waits says so again every second; a process that is stopped does not. */
    private static final long LONGEST_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long FIRST_ORDER_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** One attempt at a job by one worker. */
    static final class Run {
        private final int worker;
        private final long jobId;
        private final int attempt;
        private int lastWaits;
        private long silentNanos;
        private long ranNanos;
        private boolean isWaiting;
        private long killNanos = NEVER;

        /** When the worker is to be told to stop the next time, if it was told. */
        private long orderNanos = NEVER;

        private long orderPauseNanos = FIRST_ORDER_PAUSE_NANOS;

        private Run(int worker, long jobId, int attempt, int waits) {
            this.worker = worker;
            this.jobId = jobId;
            this.attempt = attempt;
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

        private boolean is(long otherJobId, int otherAttempt) {
            return jobId == otherJobId && attempt == otherAttempt;
        }

        /**
         * Whether it is time to give the worker an order: at first at once, then again, less and
         * less often. It may not have been at the job yet, for which the order was.
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
            boolean isKilled = killNanos <= ranNanos;
            return isWaiting || isKilled ? NEVER : Math.min(killNanos, orderNanos) - ranNanos;
        }

        /** Found again, so many nanoseconds after the last look. */
        private void goOn(int waits, long nanos) {
            boolean isSilent = waits == lastWaits;
            silentNanos = isSilent ? silentNanos + nanos : 0;
            isWaiting = waits % 2 != 0 && silentNanos < LONGEST_SILENCE_NANOS;
            if (isSilent && !isWaiting) {
                ranNanos += nanos;
            }
            lastWaits = waits;
        }
    }

    private final CoordinatorEnd end;
    private final PoolClock clock;
    private final Map<Integer, Run> runs = new HashMap<>();
    private long lastLookNanos;

    RunningJobs(CoordinatorEnd end, PoolClock clock) {
        this.end = end;
        this.clock = clock;
        this.lastLookNanos = clock.nanos();
    }

    /** Looks who runs what at the moment. */
    void look() {
        long clockNanos = clock.nanos();
        long stepNanos = clockNanos - lastLookNanos;
        lastLookNanos = clockNanos;
        Set<Integer> busy = new HashSet<>();
        end.showHeldJobs(
                (worker, jobId, attempt, waits) -> {
                    busy.add(worker);
                    Run known = runs.get(worker);
                    if (known != null && known.is(jobId, attempt)) {
                        known.goOn(waits, stepNanos);
                    } else {
                        runs.put(worker, new Run(worker, jobId, attempt, waits));
                    }
                });
        runs.keySet().retainAll(busy);
    }

    /** Who runs a job, by the last look; null if nobody does. */
    @Nullable Run ofJob(long jobId) {
        for (Run run : runs.values()) {
            if (run.jobId == jobId) {
                return run;
            }
        }
        return null;
    }

    /** How long a worker has run an attempt, without waits; zero if no look has found it there. */
    Duration ran(int worker, long jobId, int attempt) {
        Run run = runs.get(worker);
        return run == null || !run.is(jobId, attempt)
                ? Duration.ZERO
                : Duration.ofNanos(run.ranNanos);
    }

    /** The worker is told to stop the job, at once even if told otherwise, and given a while. */
    void giveGrace(Run run, Duration grace) {
        if (run.killNanos == NEVER) {
            run.orderNanos = NEVER;
            run.killNanos = run.ranNanos + EventThread.nanos(grace);
        }
    }

    /** Those that have run for longer than this, and were not told to stop. */
    void forEachLongerThan(Duration timeout, Consumer<Run> action) {
        long nanos = EventThread.nanos(timeout);
        runs.values().stream()
                .filter(run -> run.killNanos == NEVER && run.ranNanos >= nanos)
                .toList()
                .forEach(action);
    }

    /** Whether one was told to stop, and was there at the last look. */
    boolean anyInGrace() {
        return runs.values().stream().anyMatch(run -> run.killNanos != NEVER);
    }

    /** Those that were told to stop, and were there at the last look. */
    void forEachInGrace(Consumer<Run> action) {
        runs.values().stream().filter(run -> run.killNanos != NEVER).toList().forEach(action);
    }

    /** How long until a look at those that were told to stop is due; far off if there are none. */
    long nanosToNextLook() {
        return runs.values().stream().mapToLong(Run::nextNanos).min().orElse(NEVER);
    }

    /** Those that were told to stop, and whose grace is over. */
    void forEachBeyondGrace(Consumer<Run> action) {
        runs.values().stream()
                .filter(run -> run.killNanos <= run.ranNanos)
                .toList()
                .forEach(action);
    }
}
