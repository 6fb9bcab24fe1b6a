package org.sempool;

import java.time.Duration;

/** The job ran for longer than the pool allows. It was not retried. */
public final class JobTimedOutException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** How long it was allowed to run. */
    private final Duration timeout;

    /**
     * Creates an exception for a job that timed out.
     *
     * @param message what happened
     * @param timeout how long the job was allowed to run
     */
    public JobTimedOutException(String message, Duration timeout) {
        super(message);
        this.timeout = timeout;
    }

    /**
     * How long the job was allowed to run.
     *
     * @return the pool's job timeout
     */
    public Duration timeout() {
        return timeout;
    }
}
