package org.sempool.executor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPool;
import org.sempool.serial.AllowList;

/**
 * A task and the future of its result. It is serialized when it is made, so later changes by the
 * caller have no effect.
 *
 * <p>To its user it is like a {@link java.util.concurrent.FutureTask}, not a CompletableFuture:
 * that would mistake a task's CancellationException for its own cancellation, and other code could
 * complete it.
 */
final class RemoteTask<T extends @Nullable Object> implements RunnableFuture<T> {
    private static final AtomicLong TASKS = new AtomicLong();
    private static final byte[] SENT = {};

    private final long number = TASKS.incrementAndGet();
    private final Runnable origin;
    private final AllowList allowed;
    private final @Nullable ClassLoader classes;
    private final Function<@Nullable Object, T> toResult;

    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile byte[] serialized;
    private volatile @Nullable CompletableFuture<TaskOutcome> job;

    /** Fails only with exceptions of the pool; an exception of the task is an answer. */
    private final CompletableFuture<Answer> ended = new CompletableFuture<>();

    private volatile boolean withdrawn;

    /**
     * @param origin the object that the caller knows this task as, or null if that is this object
     * @param allowed what the result may consist of
     * @param classes the class loader for the classes of the result
     * @param toResult makes the result from what the task returned
     */
    RemoteTask(
            @Nullable Runnable origin,
            byte[] serialized,
            AllowList allowed,
            @Nullable ClassLoader classes,
            Function<@Nullable Object, T> toResult) {
        this.origin = origin == null ? this : origin;
        this.serialized = serialized;
        this.allowed = allowed;
        this.classes = classes;
        this.toResult = toResult;
    }

    /** Its number, in the order in which tasks were made. */
    long number() {
        return number;
    }

    Runnable origin() {
        return origin;
    }

    /** Whether the pool itself has cancelled it before a worker took it. */
    boolean isWithdrawn() {
        return withdrawn;
    }

    /**
     * Returns true to one caller, which submits it. A task runs once, however often it is executed.
     */
    boolean claim() {
        return !isDone() && begun.compareAndSet(false, true);
    }

    /** Reverts a claim if the task was not submitted, so that it can be claimed again. */
    void unclaim() {
        begun.set(false);
    }

    /** Blocks while the pool's queue is full; returns false if it stayed full. */
    boolean submitTo(WorkerPool<byte[], TaskOutcome> pool, long waitNanos) {
        Optional<CompletableFuture<TaskOutcome>> submitted =
                pool.trySubmit(serialized, Duration.ofNanos(Math.max(0, waitNanos)));
        if (submitted.isEmpty()) {
            return false;
        }
        job = submitted.get();
        serialized = SENT;
        var _ = submitted.get().whenComplete(this::end);
        if (isCancelled()) {
            submitted.get().cancel(true);
        }
        return true;
    }

    private void end(@Nullable TaskOutcome outcome, @Nullable Throwable failure) {
        if (outcome != null) {
            ended.complete(new Answer(outcome, allowed, classes));
        } else if (failure instanceof CancellationException) {
            withdrawn = ended.completeExceptionally(failure);
        } else if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            fail(wrapped.getCause());
        } else {
            fail(
                    failure == null
                            ? new IllegalStateException("neither result nor failure")
                            : failure);
        }
    }

    /** Ends it, unless it has ended. */
    void fail(Throwable failure) {
        ended.completeExceptionally(failure);
    }

    /** Runs a short action when the task has ended, in the thread that ends it. */
    void onEnd(Runnable action) {
        var _ = ended.whenComplete((_, _) -> action.run());
    }

    /**
     * Waits until it has ended, without reading the result; returns false on a timeout.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    boolean awaitEnd(long nanos) throws InterruptedException {
        try {
            ended.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Why it failed, without reading the exception; null if it did not fail or was cancelled. */
    @Nullable Throwable failure() {
        CompletableFuture<TaskOutcome> known = job;
        if (isCancelled() || known == null || !known.isDone()) {
            return null;
        }
        return known.isCompletedExceptionally()
                ? known.exceptionNow()
                : known.resultNow().asException();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (isDone() || !ended.cancel(mayInterruptIfRunning)) {
            return false;
        }
        CompletableFuture<TaskOutcome> running = job;
        if (running != null) {
            running.cancel(mayInterruptIfRunning);
        }
        return true;
    }

    @Override
    public boolean isCancelled() {
        return ended.isCancelled();
    }

    @Override
    public boolean isDone() {
        return ended.isDone();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return toResult.apply(ended.get().result());
    }

    @Override
    public T get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return toResult.apply(ended.get(timeout, unit).result());
    }

    /** Only a worker can run it. As with any future, does nothing if it has ended. */
    @Override
    public void run() {
        if (!isDone()) {
            throw new UnsupportedOperationException("runs in a worker process");
        }
    }
}
