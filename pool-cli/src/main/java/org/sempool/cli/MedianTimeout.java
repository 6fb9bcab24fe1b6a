package org.sempool.cli;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.sempool.JobEnded;
import org.sempool.JobTimes;

/**
 * Limits jobs to a multiple of the median of those that have succeeded. Unlimited while fewer than
 * three have, and never less than a second, as a pause of the machine can be that long.
 *
 * <p>Thread-safe.
 */
final class MedianTimeout {
    private static final int FEWEST = 3;
    private static final double HALF = 50;
    private static final int DIGITS = 2;
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** Beyond it, all times are equally long. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private final double factor;
    private final Histogram micros = new Histogram(toMicros(LONGEST), DIGITS);

    /**
     * @param factor how many times the median a job may take
     */
    MedianTimeout(double factor) {
        this.factor = factor;
    }

    synchronized void ended(JobEnded job) {
        if (job.failure().isEmpty()) {
            job.times().map(JobTimes::running).ifPresent(this::record);
        }
    }

    private void record(Duration ran) {
        micros.recordValue(Math.clamp(toMicros(ran), 0, toMicros(LONGEST)));
    }

    /** How long a job may take now; empty if that is not known yet. */
    synchronized Optional<Duration> limit() {
        if (micros.getTotalCount() < FEWEST) {
            return Optional.empty();
        }
        double limit = factor * micros.getValueAtPercentile(HALF);
        Duration rounded = Duration.of(Math.round(limit), ChronoUnit.MICROS);
        return Optional.of(rounded.compareTo(LEAST) < 0 ? LEAST : rounded);
    }

    private static long toMicros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
