package org.sempool;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.sempool.executor.ProcessExecutorService;

/**
 * Executors as the JDK has them, whose tasks run in worker processes.
 *
 * <pre>{@code
 * try (ExecutorService executor = ProcessExecutors.newFixedPool(4)) {
 *     Future<Integer> answer = executor.submit(ProcessExecutors.task(() -> 6 * 7));
 *     System.out.println(answer.get());
 * }
 * }</pre>
 *
 * <p>Tasks travel by Java serialization, and so do their results and what they throw. A task that
 * is not serializable is rejected with a {@link java.util.concurrent.RejectedExecutionException}
 * that names the field or the captured variable at fault. It sees copies of what it refers to, and
 * its own worker's static fields.
 *
 * <p>What comes back is read behind an allow-list: the JDK's base module, and the packages that the
 * factory is given. (Tasks need none: the process that sends them has started the worker, and could
 * run anything in it.)
 *
 * <p>The rest is the JDK's contract, with these differences: {@code submit}, {@code execute} and
 * the like block while a thousand tasks wait; a task whose worker dies is not tried again, and
 * fails with a {@link WorkerDiedException}; {@code cancel(true)} kills the worker if the task
 * ignores the interrupt; {@code shutdownNow} kills the workers, and cancels the tasks that it
 * returns.
 *
 * <p>For more than that, such as deadlines, retries, and jobs that need no serialization, there is
 * {@link WorkerPool}.
 */
public final class ProcessExecutors {
    private ProcessExecutors() {}

    /**
     * A task that can travel; a lambda that becomes one needs no cast.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Task<T> extends Callable<T>, Serializable {}

    /**
     * Says of a lambda that it is to be serializable.
     *
     * @param task the lambda
     * @param <T> the type of the result
     * @return the same
     */
    public static <T> Callable<T> task(Task<T> task) {
        return task;
    }

    /**
     * Starts workers, and returns when the first of them is ready.
     *
     * @param workers how many processes, from 1 to 512
     * @param allowed what results may consist of, besides the JDK's base module, as patterns of
     *     {@link java.io.ObjectInputFilter.Config#createFilter}: {@code com.acme.*} is a package,
     *     {@code com.acme.**} those below it, too
     * @return an executor to be closed by the caller
     * @throws IllegalArgumentException if a pattern is none, or the number is out of range
     * @throws PoolStartException if the workers cannot start
     */
    public static ExecutorService newFixedPool(int workers, String... allowed) {
        return ProcessExecutorService.start(workers, List.of(allowed));
    }
}
