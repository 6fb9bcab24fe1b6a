package org.sempool.executor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.PoolException;
import org.sempool.ProcessExecutorService;
import org.sempool.ProcessExecutors;
import org.sempool.SubmitInterruptedException;
import org.sempool.WorkerPool;
import org.sempool.classes.ForeignClasses;
import org.sempool.serial.AllowList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor whose tasks are the jobs of a pool. */
public final class TaskExecutor extends AbstractExecutorService implements ProcessExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(TaskExecutor.class);

    /** The task that this thread has made last and not started yet. */
    private static final ThreadLocal<@Nullable RemoteTask<?>> MADE = new ThreadLocal<>();

    private final WorkerPool<byte[], TaskOutcome> pool;
    private final TaskFactory factory;

    /** The tasks that have not ended. */
    private final Set<RemoteTask<?>> open = ConcurrentHashMap.newKeySet();

    private final KeepAlive keepAlive = new KeepAlive(open);

    private final CountDownLatch terminated = new CountDownLatch(1);
    private final AtomicBoolean shutdown = new AtomicBoolean();

    private TaskExecutor(WorkerPool<byte[], TaskOutcome> pool, TaskFactory factory) {
        this.pool = pool;
        this.factory = factory;
    }

    /**
     * Starts the workers.
     *
     * @param allowed patterns of classes that results may consist of, and limits of their size
     * @param classes where the workers find the classes of the tasks
     * @param pool starts the workers
     * @return the executor
     */
    public static ProcessExecutorService start(
            List<String> allowed,
            ForeignClasses classes,
            Supplier<WorkerPool<byte[], TaskOutcome>> pool) {
        TaskFactory factory = new TaskFactory(AllowList.of("allowed", allowed), classes);
        return new TaskExecutor(pool.get(), factory);
    }

    @Override
    public <T> Future<T> submit(ProcessExecutors.Task<T> task) {
        Callable<T> callable = task;
        return submit(callable);
    }

    @Override
    public Future<?> submit(ProcessExecutors.Action action) {
        Runnable runnable = action;
        return submit(runnable);
    }

    @Override
    public void execute(ProcessExecutors.Action action) {
        Runnable runnable = action;
        execute(runnable);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        RemoteTask<T> task = factory.of(callable);
        MADE.set(task);
        return task;
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        RemoteTask<T> task = factory.of(runnable, value);
        MADE.set(task);
        return task;
    }

    <T> RemoteTask<T> task(Callable<T> callable) {
        return factory.of(callable);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Blocks while the pool's queue is full. Exceptions of the task are logged.
     */
    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        RemoteTask<?> justMade = MADE.get();
        MADE.remove();
        if (command instanceof RemoteTask<?> task) {
            beginNow(task);
        } else if (justMade != null && isOfCompletionService(command)) {
            beginNow(justMade);
            // It only runs that task, which has already ended, and then reports its end.
            justMade.onEnd(command);
        } else {
            RemoteTask<Boolean> task = factory.of(command);
            beginNow(task);
            task.onEnd(() -> logFailure(task));
        }
    }

    /**
     * A completion service asks this executor for a task, and then lets it execute a wrapper that
     * cannot travel and does not reveal the task. It does both within one method.
     */
    private static boolean isOfCompletionService(Runnable command) {
        return command.getClass().getEnclosingClass() == ExecutorCompletionService.class;
    }

    private static void logFailure(RemoteTask<?> task) {
        Throwable failure = task.failure();
        if (failure != null) {
            LOG.warn("a task that was given to execute() has failed", failure);
        }
    }

    private void beginNow(RemoteTask<?> task) {
        try {
            var _ = begin(task, Deadline.FOREVER);
        } catch (SubmitInterruptedException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    /** For methods that report an interrupt by an exception instead of the flag. */
    boolean beginOrInterrupt(RemoteTask<?> task, long waitNanos) throws InterruptedException {
        try {
            return begin(task, waitNanos);
        } catch (SubmitInterruptedException e) {
            var _ = Thread.interrupted();
            InterruptedException interrupted = new InterruptedException(e.getMessage());
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** Returns false if the queue stayed full. */
    private boolean begin(RemoteTask<?> task, long waitNanos) {
        if (shutdown.get()) {
            throw new RejectedExecutionException("the executor is shut down");
        }
        if (!task.claim()) {
            return true;
        }
        boolean accepted = false;
        open.add(task);
        try {
            keepAlive.begin();
            accepted = task.submitTo(pool, waitNanos);
        } catch (SubmitInterruptedException e) {
            throw e;
        } catch (PoolException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        } finally {
            if (!accepted) {
                open.remove(task);
                task.unclaim();
            }
        }
        if (accepted) {
            task.onEnd(() -> open.remove(task));
        }
        return accepted;
    }

    @Override
    public void shutdown() {
        if (beginShutdown()) {
            endPool();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        boolean first = beginShutdown();
        try {
            List<RemoteTask<?>> candidates = new ArrayList<>(open);
            candidates.sort(Comparator.comparingLong(RemoteTask::number));
            var _ = pool.cancelWaiting();
            return candidates.stream()
                    .filter(RemoteTask::isWithdrawn)
                    .map(RemoteTask::origin)
                    .toList();
        } finally {
            // This comes first: without threads, closing would wait for what this stops.
            startOrRun("sempool-executor-shutdown-now", true, pool::shutdownNow);
            if (first) {
                endPool();
            }
        }
    }

    /** Accepts no more tasks; returns true to the first caller, which has to close the pool. */
    private boolean beginShutdown() {
        return shutdown.compareAndSet(false, true);
    }

    /**
     * Closes the pool in a non-daemon thread, so that accepted tasks still run if the program's
     * last thread ends after shutdown().
     */
    private void endPool() {
        startOrRun(
                "sempool-executor-shutdown",
                false,
                () -> {
                    try {
                        pool.close();
                    } finally {
                        failOpen();
                        terminated.countDown();
                    }
                });
    }

    /** Fails all tasks left: once the executor has terminated, all its tasks have ended. */
    private void failOpen() {
        for (RemoteTask<?> task : open) {
            task.fail(
                    new PoolClosedException("the executor was stopped before the task had ended"));
        }
    }

    /** Uses the calling thread if no other can be started: nothing would do it later. */
    private static void startOrRun(String name, boolean daemon, Runnable action) {
        try {
            var _ = Thread.ofPlatform().daemon(daemon).name(name).start(action);
        } catch (OutOfMemoryError noThread) {
            action.run();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown.get();
    }

    @Override
    public boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return terminated.await(timeout, unit);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invokeAll(tasks, Deadline.never());
    }

    @Override
    public <T> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return invokeAll(tasks, Deadline.in(timeout, unit));
    }

    private <T> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> callables, Deadline deadline)
            throws InterruptedException {
        List<RemoteTask<T>> tasks = new ArrayList<>(callables.size());
        for (Callable<T> callable : callables) {
            tasks.add(factory.of(callable));
        }
        try {
            var _ = beginAll(tasks, deadline) && awaitAll(tasks, deadline);
        } finally {
            // Only those that have not ended, because of the timeout or an exception.
            cancel(tasks);
        }
        return new ArrayList<>(tasks);
    }

    private <T> boolean beginAll(List<RemoteTask<T>> tasks, Deadline deadline)
            throws InterruptedException {
        for (RemoteTask<T> task : tasks) {
            if (deadline.isOver() || !beginOrInterrupt(task, deadline.left())) {
                return false;
            }
        }
        return true;
    }

    private static <T> boolean awaitAll(List<RemoteTask<T>> tasks, Deadline deadline)
            throws InterruptedException {
        for (RemoteTask<T> task : tasks) {
            if (!task.awaitEnd(deadline.left())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Cancels the last task first; otherwise a worker whose task is cancelled would take a waiting
     * one.
     */
    static <T> void cancel(List<RemoteTask<T>> tasks) {
        for (RemoteTask<T> task : tasks.reversed()) {
            task.cancel(true);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return new FirstSuccess<>(this, tasks, Deadline.never()).get();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new FirstSuccess<>(this, tasks, Deadline.in(timeout, unit)).get();
    }
}
