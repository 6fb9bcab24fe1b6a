package org.sempool.coordinator;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;
import org.sempool.PoolException;

/** The future of one job: cancels the job if the user ends it. */
class JobFuture<R> extends CompletableFuture<R> {
    private static final long NO_TICKET = -1;
    private static final VarHandle WAITING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITING = lookup.findVarHandle(JobFuture.class, "waiting", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Hooks<R> hooks;
    private long id;
    private long ticket = NO_TICKET;
    private @Nullable JobDetails details;
    private boolean nested;

    /** How many threads are in {@link #join} or {@link #get}. */
    @SuppressWarnings("UnusedVariable") // through WAITING
    private volatile int waiting;

    /** Called when the user waits for the future or ends it. */
    interface Hooks<R> {
        /** The calling thread is about to block until this job ends. */
        void waiting(JobFuture<R> job);

        /**
         * Takes the job out of the pending ones, which decides who ends it: returns true once, and
         * that caller has to end the future.
         */
        boolean removePending(JobFuture<R> job);

        /** Cancels a job that is no longer pending, whether or not it runs yet. */
        void cancel(JobFuture<R> job, boolean mayInterrupt);
    }

    JobFuture(Hooks<R> hooks) {
        this.hooks = hooks;
    }

    /** A job that has options of its own. */
    JobFuture(Hooks<R> hooks, JobOptions options) {
        this.hooks = hooks;
        this.details = new JobDetails(options);
    }

    JobOptions options() {
        JobDetails some = details;
        return some == null ? JobOptions.defaults() : some.options();
    }

    /** What only some jobs have; null if this one has nothing of it. */
    @Nullable JobDetails details() {
        return details;
    }

    long id() {
        return id;
    }

    void setId(long id) {
        this.id = id;
    }

    /**
     * Whether there is a ticket. Before the submitter has the future, other threads may see it
     * late.
     */
    boolean hasTicket() {
        return ticket != NO_TICKET;
    }

    long ticket() {
        return ticket;
    }

    /**
     * Set before the job is published, and so before any other thread has the future; and again
     * before it is published for a retry.
     */
    void setTicket(long ticket) {
        this.ticket = ticket;
    }

    /**
     * The details, to be added to: before the job is published, or later by the supervisor's
     * thread.
     */
    JobDetails needDetails() {
        JobDetails some = details;
        if (some == null) {
            some = new JobDetails(JobOptions.defaults());
            details = some;
        }
        return some;
    }

    /** Whether a completion submitted it, which may wait for it. */
    boolean isNested() {
        return nested;
    }

    /** Set before the job is published. */
    void setNested(boolean nested) {
        this.nested = nested;
    }

    @Override
    public R join() {
        takeInPlace();
        if (isDone()) {
            return super.join();
        }
        var _ = (int) WAITING.getAndAdd(this, 1);
        try {
            return super.join();
        } finally {
            var _ = (int) WAITING.getAndAdd(this, -1);
        }
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        takeInPlace();
        if (isDone()) {
            return super.get();
        }
        var _ = (int) WAITING.getAndAdd(this, 1);
        try {
            return super.get();
        } finally {
            var _ = (int) WAITING.getAndAdd(this, -1);
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout > 0) {
            takeInPlace();
        }
        var _ = (int) WAITING.getAndAdd(this, 1);
        try {
            return super.get(timeout, unit);
        } finally {
            var _ = (int) WAITING.getAndAdd(this, -1);
        }
    }

    /**
     * Whether it has dependents other than waiting threads, which are only woken. Both numbers may
     * change meanwhile, so it is an estimate.
     */
    boolean hasCallbacks() {
        return getNumberOfDependents() > waiting;
    }

    /**
     * Lets the calling thread take the result itself. Not if there are callbacks, which a thread
     * that only waits must not run; and not if it is interrupted, as it could not read a large
     * result.
     */
    final void takeInPlace() {
        if (!isDone() && getNumberOfDependents() == 0 && !Thread.currentThread().isInterrupted()) {
            hooks.waiting(this);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return endByUser(mayInterruptIfRunning, () -> super.cancel(mayInterruptIfRunning))
                || isCancelled();
    }

    /** Also called by {@link #completeOnTimeout}. */
    @Override
    public boolean complete(R value) {
        return endByUser(true, () -> super.complete(value));
    }

    /** Also called by {@link #orTimeout}. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        return endByUser(true, () -> super.completeExceptionally(failure));
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier) {
        return completeAsync(supplier, defaultExecutor());
    }

    @Override
    public CompletableFuture<R> completeAsync(Supplier<? extends R> supplier, Executor executor) {
        Objects.requireNonNull(supplier, "supplier");
        executor.execute(() -> completeWith(supplier));
        return this;
    }

    private void completeWith(Supplier<? extends R> supplier) {
        if (isDone()) {
            return;
        }
        R value;
        try {
            value = supplier.get();
        } catch (Throwable e) {
            var _ = completeExceptionally(new CompletionException(e));
            return;
        }
        var _ = complete(value);
    }

    @Override
    public void obtrudeValue(R value) {
        var _ = complete(value);
        super.obtrudeValue(value);
    }

    @Override
    public void obtrudeException(Throwable failure) {
        var _ = completeExceptionally(failure);
        super.obtrudeException(failure);
    }

    /**
     * Cancels the job first, since callbacks may block. If its result or failure was delivered
     * already, there is nothing to cancel; but that may still wait for a thread, and the first to
     * arrive ends the future.
     */
    private boolean endByUser(boolean mayInterrupt, BooleanSupplier ending) {
        if (isDone()) {
            return false;
        }
        boolean ended = false;
        try {
            if (hooks.removePending(this)) {
                hooks.cancel(this, mayInterrupt);
            }
        } finally {
            // If the job was pending until now, no other thread ends the future.
            ended = ending.getAsBoolean();
            if (ended) {
                ended();
            }
        }
        return ended;
    }

    /** Ends it with the job's result. Like all ends by the pool itself, this cancels nothing. */
    void end(@Nullable R result) {
        var _ = super.complete(result);
        ended();
    }

    /** Ends it with the job's failure, which from now on says which job it is about. */
    void endExceptionally(Throwable failure) {
        if (failure instanceof PoolException ofPool) {
            ofPool.initJob(id, options().name().orElse(null));
        }
        var _ = super.completeExceptionally(failure);
        ended();
    }

    /** Cancels a job that was withdrawn, so that no worker has it. */
    void cancelWithdrawn() {
        var _ = super.cancel(false);
        ended();
    }

    /**
     * Called when it has ended, by the thread that ended it; has to be quick. Called once more if
     * that thread failed here and another continues.
     */
    void ended() {}
}
