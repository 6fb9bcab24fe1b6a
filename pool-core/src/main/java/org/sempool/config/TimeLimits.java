package org.sempool.config;

import java.time.Duration;
import java.util.Optional;

/**
 * How long jobs, starts and stops may take.
 *
 * @param job how long a job may run, if that is bounded
 * @param grace how long a cancelled job may go on before its worker is killed
 * @param start how long a worker's JVM may take until it starts the handler
 * @param stop how long a worker's JVM may take to end once it is told to
 * @param handlerStart how long the handler's start may take
 * @param handlerStop how long the handler's stop may take
 */
public record TimeLimits(
        Optional<Duration> job,
        Duration grace,
        Duration start,
        Duration stop,
        Duration handlerStart,
        Duration handlerStop) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public TimeLimits {
        Check.positive("startTimeout", start);
        Check.notNegative("stopTimeout", stop);
        Check.positive("handlerStartTimeout", handlerStart);
        Check.notNegative("handlerStopTimeout", handlerStop);
        Check.notNegative("grace", grace);
        job.ifPresent(time -> Check.positive("jobTimeout", time));
    }

    /** How long a worker may take to become ready. */
    public Duration ready() {
        return start.plus(handlerStart);
    }

    /** How long a worker may take to end. */
    public Duration end() {
        return stop.plus(handlerStop);
    }
}
