package org.sempool.executor;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.serial.Serialization;
import org.sempool.wire.RemoteFailure;

/** Runs serialized tasks in a worker. */
public final class TaskHandler implements JobHandler<byte[], TaskOutcome> {
    /** Chains of causes may be circular. */
    private static final int MOST_CAUSES = 50;

    /** Whether a task of this worker was ever cancelled. */
    private boolean cancelledAny;

    /** The worker calls this. */
    public TaskHandler() {}

    @Override
    public Codec<TaskOutcome> resultCodec() {
        return TaskOutcome.CODEC;
    }

    @Override
    public TaskOutcome handle(byte[] job, JobContext context) throws Exception {
        try {
            return run(job, context.jobId());
        } finally {
            cancelledAny |= context.isCancelled();
        }
    }

    private TaskOutcome run(byte[] job, long jobId) throws Exception {
        Object result;
        try {
            Callable<?> task = (Callable<?>) Objects.requireNonNull(Serialization.readOwn(job));
            result = task.call();
        } catch (Throwable thrown) {
            if (concernsTheWorker(thrown)) {
                throw thrown;
            }
            return failed(thrown, jobId);
        }
        return returned(result, jobId);
    }

    /**
     * Whether the pool must see this, because it then replaces the worker: memory has run out, or a
     * class is unusable because a task was cancelled during its initialization.
     */
    private boolean concernsTheWorker(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
            if (cause instanceof OutOfMemoryError
                    || cause instanceof InternalError
                    || (cancelledAny && cause instanceof LinkageError)) {
                return true;
            }
            cause = causeOf(cause);
        }
        return false;
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (RuntimeException | Error hostile) {
            return null;
        }
    }

    private static TaskOutcome returned(@Nullable Object result, long jobId) {
        try {
            return new TaskOutcome(jobId, Serialization.write(result), null);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            String why =
                    result == null
                            ? e.toString()
                            : SerializationFault.in(result).orElseGet(e::toString);
            return failed(
                    new IllegalStateException("the task's result cannot be serialized: " + why, e),
                    jobId);
        }
    }

    private static TaskOutcome failed(Throwable thrown, long jobId) {
        return new TaskOutcome(jobId, serialized(thrown), RemoteFailure.of(thrown));
    }

    /** Null if that is not possible: the exception may refer to anything. */
    private static byte @Nullable [] serialized(Throwable thrown) {
        try {
            return Serialization.write(thrown);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return null;
        }
    }
}
