package org.sempool.executor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Starts tasks, one after the other, until one succeeds. For one thread.
 *
 * @param <T> the type of the results
 */
final class FirstSuccess<T> {
    /** How often to check for a success while there is no room for more tasks. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final TaskExecutor executor;
    private final Iterator<? extends Callable<T>> rest;
    private final Deadline deadline;
    private final List<RemoteTask<T>> begun = new ArrayList<>();
    private final BlockingQueue<RemoteTask<T>> ended = new LinkedBlockingQueue<>();

    /** A task that was made, but not started yet because there was no room. */
    private @Nullable RemoteTask<T> next;

    FirstSuccess(
            TaskExecutor executor, Collection<? extends Callable<T>> tasks, Deadline deadline) {
        this.executor = executor;
        this.rest = tasks.iterator();
        this.deadline = deadline;
        if (!rest.hasNext()) {
            throw new IllegalArgumentException("there are no tasks");
        }
    }

    /** Returns the result of the first task that succeeds. All others are cancelled in any case. */
    T get() throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return first();
        } finally {
            TaskExecutor.cancel(begun);
        }
    }

    private T first() throws InterruptedException, ExecutionException, TimeoutException {
        int underWay = 0;
        ExecutionException failure = null;
        while (true) {
            RemoteTask<T> done = ended.poll();
            if (done == null && hasNext()) {
                underWay += beginNext();
                continue;
            }
            if (done == null) {
                if (underWay == 0) {
                    throw Objects.requireNonNull(failure, "there was a task");
                }
                done = ended.poll(deadline.left(), TimeUnit.NANOSECONDS);
            }
            if (done == null) {
                throw new TimeoutException("no task has succeeded in time");
            }
            underWay--;
            try {
                return done.get();
            } catch (ExecutionException e) {
                failure = e;
            } catch (CancellationException e) {
                failure = new ExecutionException(e);
            }
        }
    }

    private boolean hasNext() {
        return next != null || rest.hasNext();
    }

    /** Returns how many tasks were started: one, or none if there was no room for a moment. */
    private int beginNext() throws InterruptedException, TimeoutException {
        RemoteTask<T> task = next == null ? executor.task(rest.next()) : next;
        next = task;
        if (deadline.isOver()) {
            throw new TimeoutException("no task has succeeded in time");
        }
        if (!executor.beginOrInterrupt(task, Math.min(LOOK_NANOS, deadline.left()))) {
            return 0;
        }
        next = null;
        begun.add(task);
        task.onEnd(() -> ended.add(task));
        return 1;
    }
}
