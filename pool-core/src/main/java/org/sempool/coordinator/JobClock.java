package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sempool.DurationStats;
import org.sempool.JobTimes;
import org.sempool.flight.Flight;

/**
 * Times jobs: all of them while few are submitted, otherwise one of 16, or one of 256. To time a
 * job takes two readings of the clock on either side, 16 more bytes in its result, and a cache line
 * that moves from one processor to another.
 *
 * <p>The clock of {@link System#nanoTime} is the same for all processes of a machine, so a time
 * that a worker has read can be compared.
 *
 * <p>Thread-safe, except for {@link #poll}, which is for one thread.
 */
final class JobClock {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** If this many jobs are timed in a second, fewer of them will be. */
    private static final long MANY_PER_SECOND = 50_000;

    /** Each step to fewer is by a factor of 16. */
    private static final int STEP_BITS = 4;

    private static final int MOST_STEPS = 2;

    /** The lowest bits of a time of submission: the steps, and so how many jobs it stands for. */
    private static final long STEPS = 3;

    private final DurationHistogram waiting = new DurationHistogram();
    private final DurationHistogram running = new DurationHistogram();
    private final DurationHistogram delivering = new DurationHistogram();

    private final boolean runs;
    private volatile int steps;

    private long lastAccepted;
    private long lastNanos = System.nanoTime();

    JobClock() {
        this(true);
    }

    private JobClock(boolean runs) {
        this.runs = runs;
    }

    /** A clock that times no job. */
    static JobClock stopped() {
        return new JobClock(false);
    }

    /** Whether to time a job that is being submitted. */
    boolean times(long jobId) {
        return runs && (isOneOf(period(steps), jobId) || Flight.recordsJobs());
    }

    private static int period(long steps) {
        return 1 << (steps * STEP_BITS);
    }

    private static boolean isOneOf(int period, long jobId) {
        return (jobId & period - 1) == 0;
    }

    /** The time of a submission. */
    long submitted() {
        return (System.nanoTime() & ~STEPS) | steps;
    }

    /** To be called periodically: decides how many jobs are timed. */
    void poll(long accepted, long nowNanos) {
        long nanos = nowNanos - lastNanos;
        if (nanos <= 0) {
            return;
        }
        double timed = (double) (accepted - lastAccepted) * SECOND_NANOS / nanos;
        int fewer = 0;
        while (timed >= MANY_PER_SECOND && fewer < MOST_STEPS) {
            timed /= period(1);
            fewer++;
        }
        steps = fewer;
        lastAccepted = accepted;
        lastNanos = nowNanos;
    }

    /** The readings of one job. */
    static final class Times {
        /** As {@link JobClock#submitted} returned it. */
        long submitted;

        long begun;
        long handled;

        /** When its result was decoded. */
        long decoded;

        long waiting() {
            return Math.max(0, begun - submitted);
        }

        long running() {
            return handled - begun;
        }

        JobTimes toJobTimes() {
            return new JobTimes(
                    Duration.ofNanos(waiting()),
                    Duration.ofNanos(running()),
                    Duration.ofNanos(delivering()));
        }

        long[] toNanos() {
            return new long[] {waiting(), running(), delivering()};
        }

        long delivering() {
            return Math.max(0, decoded - handled);
        }
    }

    /** A job has ended that was timed. */
    void record(long jobId, Times times) {
        int weight = period(times.submitted & STEPS);
        if (!isOneOf(weight, jobId)) {
            // It was timed for a recording only, and would count twice.
            return;
        }
        waiting.record(times.waiting(), weight);
        running.record(times.running(), weight);
        delivering.record(times.delivering(), weight);
    }

    DurationStats waiting() {
        return waiting.stats();
    }

    DurationStats running() {
        return running.stats();
    }

    DurationStats delivering() {
        return delivering.stats();
    }
}
