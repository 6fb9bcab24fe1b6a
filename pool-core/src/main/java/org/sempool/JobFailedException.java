package org.sempool;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.RemoteFailure;

/**
 * The handler threw. The {@linkplain #getCause() cause} is a {@link RemoteThrowable}, which prints
 * like what was thrown, with the stack trace in the worker. This process need not have the class of
 * the exception.
 */
public final class JobFailedException extends PoolException {
    private static final long serialVersionUID = 1L;

    private static final StackTraceElement[] NO_FRAMES = {};

    /** What was thrown; also the cause. */
    private final RemoteThrowable thrown;

    /**
     * Creates an exception from a worker's report.
     *
     * @param failure what was thrown
     */
    public JobFailedException(RemoteFailure failure) {
        this(new RemoteThrowable(failure));
    }

    private JobFailedException(RemoteThrowable thrown) {
        super(thrown.getMessage(), thrown);
        this.thrown = thrown;
        // The frames of the thread that took the message would only hide the worker's.
        setStackTrace(NO_FRAMES);
    }

    /**
     * The type of what was thrown.
     *
     * @return the class name
     */
    public String remoteType() {
        return thrown.remoteType();
    }

    /**
     * The message of what was thrown.
     *
     * @return the message, or null if there was none
     */
    public @Nullable String remoteMessage() {
        return thrown.remoteMessage();
    }

    /**
     * The stack trace of what was thrown.
     *
     * @return the stack trace in the worker with its causes, several lines
     */
    public String remoteStackTrace() {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
