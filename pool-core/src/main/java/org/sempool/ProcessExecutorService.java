package org.sempool;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * An executor whose tasks run in worker processes. With this type, plain lambdas are serializable,
 * and need no {@link ProcessExecutors#task}:
 *
 * <pre>{@code
 * try (ProcessExecutorService executor = ProcessExecutors.newFixedPool(4)) {
 *     Future<Integer> answer = executor.submit(() -> 6 * 7);
 *     System.out.println(answer.get());
 * }
 * }</pre>
 *
 * <p>{@link ProcessExecutors} makes executors, and describes them. Thread-safe.
 */
@SuppressWarnings("overloads") // the compiler prefers a subtype of Callable or Runnable
public interface ProcessExecutorService extends ExecutorService {
    /**
     * Submits a task, as {@link ExecutorService#submit(Callable)} does. Blocks while the queue is
     * full.
     *
     * @param task the task, which travels with all that it refers to
     * @param <T> the type of the result
     * @return the future of the result
     * @throws java.util.concurrent.RejectedExecutionException if what it refers to is not
     *     serializable, or the executor is shut down
     */
    <T> Future<T> submit(ProcessExecutors.Task<T> task);

    /**
     * Submits a task without a result, as {@link ExecutorService#submit(Runnable)} does. Blocks
     * while the queue is full.
     *
     * @param action the task, which travels with all that it refers to
     * @return a future whose result is null
     * @throws java.util.concurrent.RejectedExecutionException if what it refers to is not
     *     serializable, or the executor is shut down
     */
    Future<?> submit(ProcessExecutors.Action action);

    /**
     * Runs a task without a future. Blocks while the queue is full. An exception of the task is
     * logged.
     *
     * @param action the task, which travels with all that it refers to
     * @throws java.util.concurrent.RejectedExecutionException if what it refers to is not
     *     serializable, or the executor is shut down
     */
    void execute(ProcessExecutors.Action action);
}
