package org.sempool.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things may take.
 *
 * @param job how long a job may run, if there is a bound
 * @param grace how long a job that was told to stop may take before its worker is killed
 * @param start how long a worker may take until it is ready
 * @param stop how long a worker may take to end when it is no longer wanted
 */
public record TimeLimits(Optional<Duration> job, Duration grace, Duration start, Duration stop) {
    /**
     * Checks them.
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
