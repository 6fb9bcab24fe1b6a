package org.sempool;

import org.jspecify.annotations.Nullable;
import org.sempool.wire.RemoteFailure;

/**
 * What a handler threw, as it looked in the worker. It prints like the original: the same text,
 * stack trace, causes and suppressed exceptions, which are of this class, too. This process need
 * not have the class of the original.
 *
 * <p>It is the cause of a {@link JobFailedException}, so a logger that is given that one prints
 * this one below it. An original whose chain of causes is circular has one here that ends.
 *
 * <p>Immutable and thread-safe, as far as exceptions are; serializable.
 */
public final class RemoteThrowable extends Exception {
    private static final long serialVersionUID = 1L;

    /** The class name of the original. */
    private final String remoteType;

    /** Its message. */
    private final @Nullable String remoteMessage;

    RemoteThrowable(RemoteFailure failure) {
        super(
                failure.summary(),
                failure.cause() == null ? null : new RemoteThrowable(failure.cause()));
        remoteType = failure.type();
        remoteMessage = failure.message();
        setStackTrace(failure.frames().toArray(StackTraceElement[]::new));
        failure.suppressed().forEach(each -> addSuppressed(new RemoteThrowable(each)));
    }

    /** The stack of the thread that makes it says nothing about the failure. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }

    /**
     * The type of the original.
     *
     * @return the class name
     */
    public String remoteType() {
        return remoteType;
    }

    /**
     * The message of the original.
     *
     * @return the message, or null if there was none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * The type and the message of the original: some loggers print this after the name of this
     * class.
     *
     * @return what the original's {@code toString()} returned
     */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /**
     * The text of the original.
     *
     * @return what the original's {@code toString()} returned
     */
    @Override
    public String toString() {
        return getMessage();
    }
}
