package org.sempool.executor;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.wire.RemoteFailure;

/** Runs serialized tasks in a worker. */
public final class TaskHandler implements JobHandler<byte[], Outcome> {
    /** Made by the worker. */
    public TaskHandler() {}

    @Override
    public Outcome handle(byte[] job, JobContext context)
            throws IOException, ClassNotFoundException {
        Callable<?> task = (Callable<?>) Objects.requireNonNull(Serialization.readOwn(job));
        Object result;
        try {
            result = task.call();
        } catch (VirtualMachineError e) {
            // For the pool to see that this worker's memory has run out, say.
            throw e;
        } catch (Throwable e) {
            return failed(e);
        }
        return new Outcome(Serialization.write(result), null);
    }

    private static Outcome failed(Throwable thrown) {
        RemoteFailure text = RemoteFailure.of(thrown);
        return new Outcome(
                serialized(thrown),
                new Outcome.Failure(text.type(), text.message(), text.stackTrace()));
    }

    /** It may refer to anything. */
    private static byte @Nullable [] serialized(Throwable thrown) {
        try {
            return Serialization.write(thrown);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return null;
        }
    }
}
