package org.sempool.executor;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sempool.JobFailedException;
import org.sempool.WorkerPool;

/**
 * A task, and its result to come. It is serialized when it is made: what the caller changes later
 * does not matter.
 */
final class RemoteTask<T extends @Nullable Object> extends CompletableFuture<T>
        implements RunnableFuture<T> {
    private static final AtomicLong TASKS = new AtomicLong();

    private final long number = TASKS.incrementAndGet();
    private final Runnable origin;
    private final byte[] serialized;
    private final Function<@Nullable Object, T> toResult;
    private volatile @Nullable CompletableFuture<Outcome> remote;

    /**
     * @param origin what the caller knows this task by, or null if that is this object
     * @param toResult makes the result from what the task returned
     */
    RemoteTask(
            @Nullable Runnable origin, byte[] serialized, Function<@Nullable Object, T> toResult) {
        this.origin = origin == null ? this : origin;
        this.serialized = serialized;
        this.toResult = toResult;
    }

    /** In the order in which tasks were made. */
    long number() {
        return number;
    }

    Runnable origin() {
        return origin;
    }

    /** Blocks while the pool's queue is full. */
    void submitTo(WorkerPool<byte[], Outcome> pool, ObjectInputFilter filter) {
        CompletableFuture<Outcome> submitted = pool.submit(serialized);
        remote = submitted;
        var _ = submitted.whenComplete((outcome, failure) -> end(outcome, failure, filter));
        if (isCancelled()) {
            submitted.cancel(true);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = !isDone() && super.cancel(mayInterruptIfRunning);
        CompletableFuture<Outcome> running = remote;
        if (cancelled && running != null) {
            running.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }

    /** A worker runs it, and nobody else does. */
    @Override
    public void run() {
        throw new UnsupportedOperationException("runs in a worker process");
    }

    private void end(
            @Nullable Outcome outcome, @Nullable Throwable failure, ObjectInputFilter patterns) {
        if (outcome == null) {
            fail(failure);
            return;
        }
        AllowList filter = new AllowList(patterns);
        Object object = null;
        try {
            byte[] bytes = outcome.object();
            object = bytes == null ? null : Serialization.read(bytes, filter);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            // Whatever its class does when it is read: the task is to end.
            if (outcome.failure() == null) {
                completeExceptionally(unreadable(filter, e));
                return;
            }
        }
        if (outcome.failure() == null) {
            complete(toResult.apply(object));
        } else if (object instanceof Throwable thrown) {
            completeExceptionally(thrown);
        } else {
            completeExceptionally(
                    new JobFailedException(
                            outcome.failure().type(),
                            outcome.failure().message(),
                            outcome.failure().stackTrace()));
        }
    }

    private void fail(@Nullable Throwable failure) {
        if (failure instanceof CancellationException) {
            var _ = super.cancel(true);
        } else if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            completeExceptionally(wrapped.getCause());
        } else {
            completeExceptionally(failure == null ? new IllegalStateException() : failure);
        }
    }

    private static IOException unreadable(AllowList filter, Throwable e) {
        String type = filter.rejected();
        return type == null
                ? new IOException("the task's result cannot be read: " + e, e)
                : new IOException(
                        "the task's result has a "
                                + type
                                + ", which is not allowed; name its package when the executor is"
                                + " made: newFixedPool(workers, \""
                                + packageOf(type)
                                + ".*\")",
                        e);
    }

    private static String packageOf(String type) {
        int end = type.lastIndexOf('.');
        return end < 0 ? type : type.substring(0, end);
    }
}
