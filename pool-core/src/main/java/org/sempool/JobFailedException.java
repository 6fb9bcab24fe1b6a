package org.sempool;

import org.jspecify.annotations.Nullable;

/**
 * The handler threw. What it threw is carried as text, so this process need not have the class of
 * the exception.
 */
public final class JobFailedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** The class name of the throwable. */
    private final String remoteType;

    /** Its message. */
    private final @Nullable String remoteMessage;

    /** Its stack trace in the worker. */
    private final String remoteStackTrace;

    /**
     * Creates an exception from a worker's report.
     *
     * @param remoteType the class name of the throwable
     * @param remoteMessage its message, or null
     * @param remoteStackTrace its stack trace in the worker
     */
    public JobFailedException(
            String remoteType, @Nullable String remoteMessage, String remoteStackTrace) {
        super(remoteMessage == null ? remoteType : remoteType + ": " + remoteMessage);
        this.remoteType = remoteType;
        this.remoteMessage = remoteMessage;
        this.remoteStackTrace = remoteStackTrace;
    }

    /**
     * The type of what was thrown.
     *
     * @return the class name
     */
    public String remoteType() {
        return remoteType;
    }

    /**
     * The message of what was thrown.
     *
     * @return the message, or null if there was none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * The stack trace of what was thrown.
     *
     * @return the stack trace in the worker with its causes, several lines
     */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }
}
