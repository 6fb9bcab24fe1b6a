package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sempool.DurationStats;
import org.sempool.JobTimes;
import org.sempool.flight.Flight;

/**
 * Times jobs: all of them while few are submitted, otherwise one of 16. To time a job takes two
 * readings of the clock on either side, and 16 more bytes in its result.
 *
 * <p>The clock of {@link System#nanoTime} is the same for all processes of a machine, so a time
 * that a worker has read can be compared.
 *
 * <p>Thread-safe, except for {@link #poll}, which is for one thread.
 */
final class JobClock {
    private static final long MANY_PER_SECOND = 50_000;
    private static final int PERIOD = 16;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The lowest bit of a time of submission: whether the job stands for {@link #PERIOD} jobs. */
    private static final long ONE_OF_MANY = 1;

    private final DurationHistogram waiting = new DurationHistogram();
    private final DurationHistogram running = new DurationHistogram();
    private final DurationHistogram delivering = new DurationHistogram();

    /** A job is timed if its id has none of these bits. */
    private volatile long mask;

    private long lastAccepted;
    private long lastNanos = System.nanoTime();

    /** Whether to time a job that is being submitted. */
    boolean times(long jobId) {
        return (jobId & mask) == 0 || Flight.recordsJobs();
    }

    /** The time of a submission. */
    long submitted() {
        return (System.nanoTime() & ~ONE_OF_MANY) | (mask == 0 ? 0 : ONE_OF_MANY);
    }

    /** To be called periodically: decides how many jobs are timed. */
    void poll(long accepted, long nowNanos) {
        long nanos = nowNanos - lastNanos;
        if (nanos <= 0) {
            return;
        }
        double perSecond = (double) (accepted - lastAccepted) * SECOND_NANOS / nanos;
        mask = perSecond < MANY_PER_SECOND ? 0 : PERIOD - 1;
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
        boolean oneOfMany = (times.submitted & ONE_OF_MANY) != 0;
        if (oneOfMany && (jobId & PERIOD - 1) != 0) {
            // It was timed for a recording only, and would count twice.
            return;
        }
        int weight = oneOfMany ? PERIOD : 1;
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
