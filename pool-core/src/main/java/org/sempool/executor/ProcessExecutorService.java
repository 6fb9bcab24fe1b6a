package org.sempool.executor;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolException;
import org.sempool.WorkerPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor whose tasks are the jobs of a pool. */
public final class ProcessExecutorService extends AbstractExecutorService {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExecutorService.class);

    private final WorkerPool<byte[], Outcome> pool;
    private final ObjectInputFilter allowed;

    /** Those that have not ended. */
    private final Set<RemoteTask<?>> open = ConcurrentHashMap.newKeySet();

    private final CountDownLatch terminated = new CountDownLatch(1);
    private final Object closing = new Object();
    private volatile boolean shutdown;

    private ProcessExecutorService(WorkerPool<byte[], Outcome> pool, ObjectInputFilter allowed) {
        this.pool = pool;
        this.allowed = allowed;
    }

    /**
     * Starts the workers.
     *
     * @param workers how many
     * @param allowed patterns of classes that results may have
     * @return the executor
     */
    public static ExecutorService start(int workers, List<String> allowed) {
        ObjectInputFilter filter = AllowList.of(allowed);
        // As with threads, a task runs once at most.
        return new ProcessExecutorService(
                WorkerPool.builder(TaskHandler.class).workers(workers).attempts(1).build(), filter);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
        return task(null, callable, ProcessExecutorService::asReturned);
    }

    @Override
    protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, T value) {
        return task(null, runnable, _ -> value);
    }

    @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T asReturned(@Nullable Object object) {
        return (T) object;
    }

    private static <T> RemoteTask<T> task(
            @Nullable Runnable origin, Object task, Function<@Nullable Object, T> toResult) {
        Objects.requireNonNull(task, "task");
        try {
            Object travels =
                    task instanceof Runnable runnable && !(task instanceof Callable)
                            ? new RunnableTask(runnable)
                            : task;
            return new RemoteTask<>(origin, Serialization.write(travels), toResult);
        } catch (IOException | RuntimeException e) {
            String why = Fault.in(task).orElseGet(e::toString);
            throw new RejectedExecutionException("the task cannot be serialized: " + why, e);
        }
    }

    /** A task without a result. */
    private record RunnableTask(Runnable runnable)
            implements Callable<@Nullable Object>, Serializable {
        @Override
        public @Nullable Object call() {
            runnable.run();
            return null;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>Blocks while the pool's queue is full. What the task throws is logged.
     */
    @Override
    public void execute(Runnable command) {
        Objects.requireNonNull(command, "command");
        if (command instanceof RemoteTask<?> task) {
            begin(task);
            return;
        }
        RemoteTask<Boolean> task = task(command, command, _ -> true);
        begin(task);
        var _ =
                task.whenComplete(
                        (_, thrown) -> {
                            if (thrown != null && !(thrown instanceof CancellationException)) {
                                LOG.warn("a task has failed, and nobody waits for it", thrown);
                            }
                        });
    }

    private void begin(RemoteTask<?> task) {
        if (shutdown) {
            throw new RejectedExecutionException("the executor is shut down");
        }
        open.add(task);
        var _ = task.whenComplete((_, _) -> open.remove(task));
        try {
            task.submitTo(pool, allowed);
        } catch (PoolException e) {
            open.remove(task);
            throw new RejectedExecutionException(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            open.remove(task);
            throw e;
        }
    }

    @Override
    public void shutdown() {
        end("sempool-executor-shutdown", pool::close);
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<RemoteTask<?>> candidates = new ArrayList<>(open);
        candidates.removeIf(CompletableFuture::isDone);
        candidates.sort(Comparator.comparingLong(RemoteTask::number));
        var _ = pool.cancelWaiting();
        List<Runnable> neverBegun =
                candidates.stream()
                        .filter(CompletableFuture::isCancelled)
                        .map(RemoteTask::origin)
                        .toList();
        // First: were there no threads to be had, closing would wait for what this stops.
        startOrRun("sempool-executor-shutdown-now", true, pool::shutdownNow);
        end("sempool-executor-shutdown", pool::close);
        return neverBegun;
    }

    /**
     * Only the first call starts a thread, in which the pool ends. It is no daemon: what was
     * accepted runs although the program's last thread has ended after shutdown().
     */
    private void end(String name, Runnable close) {
        synchronized (closing) {
            if (shutdown) {
                return;
            }
            shutdown = true;
        }
        startOrRun(
                name,
                false,
                () -> {
                    try {
                        close.run();
                    } finally {
                        terminated.countDown();
                    }
                });
    }

    /** In the calling thread if no other is to be had: nobody would do it later. */
    private static void startOrRun(String name, boolean daemon, Runnable action) {
        try {
            var _ = Thread.ofPlatform().daemon(daemon).name(name).start(action);
        } catch (OutOfMemoryError noThread) {
            action.run();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
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
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        CompletableFuture<T> first = new CompletableFuture<>();
        List<RemoteTask<T>> begun = beginAll(tasks, first);
        try {
            return first.get();
        } finally {
            begun.forEach(task -> task.cancel(true));
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<T> first = new CompletableFuture<>();
        List<RemoteTask<T>> begun = beginAll(tasks, first);
        try {
            return first.get(timeout, unit);
        } finally {
            begun.forEach(task -> task.cancel(true));
        }
    }

    /** The first that succeeds completes {@code first}, or the last that fails. */
    private <T> List<RemoteTask<T>> beginAll(
            Collection<? extends Callable<T>> callables, CompletableFuture<T> first) {
        if (callables.isEmpty()) {
            throw new IllegalArgumentException("there are no tasks");
        }
        List<RemoteTask<T>> tasks = new ArrayList<>();
        for (Callable<T> callable : callables) {
            tasks.add(task(null, callable, ProcessExecutorService::asReturned));
        }
        List<RemoteTask<T>> begun = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(tasks.size());
        try {
            for (RemoteTask<T> task : tasks) {
                if (first.isDone()) {
                    return begun;
                }
                begin(task);
                begun.add(task);
                var _ =
                        task.whenComplete(
                                (result, thrown) -> {
                                    boolean last = left.decrementAndGet() == 0;
                                    if (thrown == null) {
                                        first.complete(result);
                                    } else if (last) {
                                        // Also if it was cancelled: none has succeeded.
                                        first.completeExceptionally(
                                                new CompletionException(thrown));
                                    }
                                });
            }
        } catch (RuntimeException | Error e) {
            begun.forEach(task -> task.cancel(true));
            throw e;
        }
        return begun;
    }
}
