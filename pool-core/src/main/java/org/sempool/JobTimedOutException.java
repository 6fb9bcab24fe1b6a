package org.sempool;

import java.time.Duration;

/**
 * The job ran for longer than it may, and was not retried; or it waited for longer than it may, and
 * never ran.
 */
public final class JobTimedOutException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** How long it was allowed to run, or to wait. */
    private final Duration timeout;

    /** Whether it waited for a worker all that time. */
    private final boolean wasWaiting;

    /**
     * Creates an exception for a job that timed out.
     *
     * @param message what happened
     * @param timeout how long the job was allowed to run
     */
    public JobTimedOutException(String message, Duration timeout) {
        this(message, timeout, false);
    }

    /**
     * Creates an exception for a job that timed out.
     *
     * @param message what happened
     * @param timeout how long the job was allowed to run, or to wait
     * @param wasWaiting whether it was still waiting for a worker
     */
    public JobTimedOutException(String message, Duration timeout, boolean wasWaiting) {
        super(message);
        this.timeout = timeout;
        this.wasWaiting = wasWaiting;
    }

    /**
     * Whether the job was still waiting: no worker has taken it, so it never ran.
     *
     * @return true if {@link JobOptions#queueTimeout} passed; false if the job ran for too long
     */
    public boolean wasWaiting() {
        return wasWaiting;
    }

    /**
     * How long the job was allowed to run, or to wait.
     *
     * @return the limit that passed, of the job's options or the pool's
     */
    public Duration timeout() {
        return timeout;
    }
}
