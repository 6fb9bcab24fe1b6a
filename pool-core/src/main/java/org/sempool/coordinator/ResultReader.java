package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobFailedException;
import org.sempool.JobTimedOutException;
import org.sempool.PoolException;
import org.sempool.UnreadableResultException;
import org.sempool.serial.AllowList;
import org.sempool.serial.SerializedThrowable;
import org.sempool.wire.FailureLine;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.RemoteFailure;
import org.sempool.wire.TimeoutReport;

/** Reads what workers report: results and failures. Thread-safe if the codec is. */
final class ResultReader<R> {
    private final Codec<R> codec;
    private final @Nullable AllowList exceptions;
    private final @Nullable ClassLoader classes;
    private final boolean relays;

    /** For workers that send no exceptions as objects. */
    ResultReader(Codec<R> codec) {
        this(codec, null, null);
    }

    /**
     * @param exceptions the classes that remote exceptions may consist of; null if none are read
     * @param classes the class loader for these classes
     */
    ResultReader(Codec<R> codec, @Nullable AllowList exceptions, @Nullable ClassLoader classes) {
        this(codec, exceptions, classes, false);
    }

    private ResultReader(
            Codec<R> codec,
            @Nullable AllowList exceptions,
            @Nullable ClassLoader classes,
            boolean relays) {
        this.codec = codec;
        this.exceptions = exceptions;
        this.classes = classes;
        this.relays = relays;
    }

    /** Reads failures as they are, for somebody else. */
    static <R> ResultReader<R> relaying(Codec<R> codec) {
        return new ResultReader<>(codec, null, null, true);
    }

    R result(PayloadReader payload) {
        return codec.decode(payload);
    }

    /** What a message says that has no result. */
    RuntimeException failure(MessageKind kind, PayloadReader payload) {
        if (kind == MessageKind.TIMEOUT) {
            TimeoutReport report = TimeoutReport.decode(payload);
            return new JobTimedOutException(report.message(), report.limit());
        }
        return thrown(payload);
    }

    /** The description comes first, then the exception itself, if the worker sent it. */
    private RuntimeException thrown(PayloadReader payload) {
        if (relays) {
            return new RelayedFailureException(payload.getBytes());
        }
        RemoteFailure failure = RemoteFailure.decode(payload);
        return exceptions == null || payload.remaining() == 0
                ? new JobFailedException(failure)
                : new JobFailedException(
                        failure, new SerializedThrowable(payload.getBytes(), exceptions, classes));
    }

    PoolException unreadable(Throwable thrown) {
        return new UnreadableResultException(
                "the result cannot be read by " + name(codec) + ": " + FailureLine.of(thrown),
                thrown);
    }

    /** What its {@code toString()} says, unless it is the usual class and hash code. */
    private static String name(Codec<?> codec) {
        String type = codec.getClass().getName();
        try {
            String text = codec.toString();
            return text.startsWith(type + "@") ? "the codec " + type : text;
        } catch (RuntimeException | Error ofTheUsers) {
            return "the codec " + type;
        }
    }
}
