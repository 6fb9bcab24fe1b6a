package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.CoordinatorEnd;

/**
 * Which worker runs which job, and for how long.
 *
 * <p>Nobody tells: a word more per job would cost every job, and this is asked for the few that
 * take long. So it is looked at every now and then which worker holds which job, and a run counts
 * from the first look that finds it. It is never taken to be longer than it is.
 *
 * <p>Belongs to one thread.
 */
final class RunningJobs {
    /**
     * A longer time than this between two looks was not lived through: the coordinator was stopped,
     * or the machine asleep. It counts as this much.
     */
    private static final long LONGEST_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = Long.MAX_VALUE;

    /** One attempt at a job by one worker. */
    static final class Run {
        private final int worker;
        private final long jobId;
        private final int attempt;
        private final long sinceNanos;
        private long killNanos = NEVER;

        private Run(int worker, long jobId, int attempt, long sinceNanos) {
            this.worker = worker;
            this.jobId = jobId;
            this.attempt = attempt;
            this.sinceNanos = sinceNanos;
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
    }

    private final CoordinatorEnd end;
    private final LongSupplier clock;
    private final Map<Integer, Run> runs = new HashMap<>();
    private long lastLookNanos;
    private long nowNanos;

    RunningJobs(CoordinatorEnd end, LongSupplier clock) {
        this.end = end;
        this.clock = clock;
        this.lastLookNanos = clock.getAsLong();
    }

    /** Looks who runs what at the moment. */
    void look() {
        long clockNanos = clock.getAsLong();
        nowNanos += Math.min(clockNanos - lastLookNanos, LONGEST_STEP_NANOS);
        lastLookNanos = clockNanos;
        Set<Integer> busy = new HashSet<>();
        end.showHeldJobs(
                (worker, jobId, attempt) -> {
                    busy.add(worker);
                    Run known = runs.get(worker);
                    if (known == null || !known.is(jobId, attempt)) {
                        runs.put(worker, new Run(worker, jobId, attempt, nowNanos));
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

    /** How long a worker has been at an attempt; zero if no look has found it there. */
    Duration ran(int worker, long jobId, int attempt) {
        Run run = runs.get(worker);
        return run == null || !run.is(jobId, attempt)
                ? Duration.ZERO
                : Duration.ofNanos(nowNanos - run.sinceNanos);
    }

    /** The worker was told to stop the job, and is given a while. */
    void giveGrace(Run run, Duration grace) {
        if (run.killNanos == NEVER) {
            run.killNanos = nowNanos + grace.toNanos();
        }
    }

    /** Those that have run for longer than this, and were not told to stop. */
    void forEachLongerThan(Duration timeout, Consumer<Run> action) {
        long since = nowNanos - timeout.toNanos();
        runs.values().stream()
                .filter(run -> run.killNanos == NEVER && run.sinceNanos <= since)
                .toList()
                .forEach(action);
    }

    /** Whether one was told to stop, and was there at the last look. */
    boolean anyInGrace() {
        return runs.values().stream().anyMatch(run -> run.killNanos != NEVER);
    }

    /** Those that were told to stop, and whose grace is over. */
    void forEachBeyondGrace(Consumer<Run> action) {
        runs.values().stream().filter(run -> run.killNanos <= nowNanos).toList().forEach(action);
    }
}
