package org.sempool.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long jobs, starts and stops may take.
 *
 * @param job how long a job may run, if that is bounded
 * @param grace how long a cancelled job may go on before its worker is killed
 * @param start how long a worker may take to become ready
 * @param stop how long a worker may take to end once it is told to
 */
public record TimeLimits(Optional<Duration> job, Duration grace, Duration start, Duration stop) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TimeLimits {
        Check.positive("startTimeout", start);
        Check.notNegative("stopTimeout", stop);
        Check.notNegative("grace", grace);
        job.ifPresent(time -> Check.positive("jobTimeout", time));
    }
}
