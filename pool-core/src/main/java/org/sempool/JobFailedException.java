package org.sempool;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.RemoteFailure;

/**
 * The handler threw. The {@linkplain #getCause() cause} is a {@link RemoteThrowable}, which prints
 * like what was thrown, with the stack trace in the worker. This process need not have the class of
 * the exception.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, Integer> {
 *     public Integer handle(String job, JobContext context) {
 *         return Integer.parseInt(job);
 *     }
 *
 *     public static void main(String[] args) {
 *         try (var pool = WorkerPool.builder(Example.class).build()) {
 *             pool.submit("x").join();
 *         } catch (CompletionException e) {
 *             JobFailedException failure = (JobFailedException) e.getCause();
 *             System.out.println(failure.remoteType()); // prints java.lang.NumberFormatException
 *             failure.printStackTrace(); // with the frames of the worker
 *         }
 *     }
 * }
 * }</pre>
 */
public final class JobFailedException extends PoolException {
    private static final long serialVersionUID = 1L;

    private static final StackTraceElement[] NO_FRAMES = {};

    /** What was thrown; also the cause. */
    private final RemoteThrowable thrown;

    /** Reads the exception itself; null if the worker did not send it. */
    private final transient @Nullable Supplier<Optional<Throwable>> remote;

    /**
     * Creates an exception from a worker's report.
     *
     * @param failure what was thrown
     */
    public JobFailedException(RemoteFailure failure) {
        this(new RemoteThrowable(failure), null);
    }

    /**
     * Creates an exception from a worker's report that has the exception itself, too.
     *
     * @param failure what was thrown
     * @param remote reads the exception
     */
    public JobFailedException(RemoteFailure failure, Supplier<Optional<Throwable>> remote) {
        this(new RemoteThrowable(failure), remote);
    }

    private JobFailedException(
            RemoteThrowable thrown, @Nullable Supplier<Optional<Throwable>> remote) {
        super(thrown.getMessage(), thrown);
        this.thrown = thrown;
        this.remote = remote;
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

    /**
     * What was thrown, as an object of its own class: the same object each time.
     *
     * <p>The first call reads it in the calling thread, which runs code of its class.
     *
     * @return the exception. Empty if the pool was not built with {@link
     *     WorkerPoolBuilder#remoteExceptions}; if one of the classes in it is not allowed there, or
     *     not on the class path of this process; if it cannot be serialized or takes more than 1
     *     MiB; and if this exception was deserialized itself. The log at level DEBUG says why it
     *     cannot be read
     */
    public Optional<Throwable> remote() {
        return remote == null ? Optional.empty() : remote.get();
    }
}
