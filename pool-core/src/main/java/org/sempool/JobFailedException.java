package org.sempool;

import org.jspecify.annotations.Nullable;

/**
 * The handler threw. Carries what it threw as text, so that the class of the exception need not be
 * known here.
 */
public final class JobFailedException extends PoolException {
    private static final long serialVersionUID = 1L;

    /** The class name of what was thrown. */
    private final String remoteType;

    /** Its message. */
    private final @Nullable String remoteMessage;

    /** Its stack trace in the worker. */
    private final String remoteStackTrace;

    /**
     * Wraps what a worker said of its handler's exception.
     *
     * @param remoteType the class name of what was thrown
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
     * What was thrown.
     *
     * @return the class name
     */
    public String remoteType() {
        return remoteType;
    }

    /**
     * What it said.
     *
     * @return the message, or null if there was none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * Where it was thrown.
     *
     * @return the stack trace in the worker with its causes, several lines
     */
    public String remoteStackTrace() {
        return remoteStackTrace;
    }
}
