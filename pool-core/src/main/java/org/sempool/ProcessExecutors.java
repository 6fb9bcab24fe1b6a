package org.sempool;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.sempool.classes.ForeignClasses;
import org.sempool.executor.Outcome;
import org.sempool.executor.ProcessExecutorService;
import org.sempool.executor.TaskHandler;

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
 * its own worker's static fields. Its class, and those that this one names, may come from any class
 * loader that gives their class files, that of {@code java App.java} or JShell for instance; if it
 * does not, the task is rejected, too.
 *
 * <p>What comes back is read behind an allow-list: the JDK's base module, and the packages that the
 * factory is given. It is read by the thread that asks for it, and within limits of its size, which
 * the factory can be given as well:
 *
 * <ul>
 *   <li>{@code maxdepth}: how deeply objects are nested, 100
 *   <li>{@code maxrefs}: how many objects there are, 10,000,000
 *   <li>{@code maxbytes}: how long it is in serialized form, 1 GiB, which is the longest there is
 *   <li>{@code maxarray}: the elements of one array, as many as 1 GiB has room for; but never more
 *       than the bytes that have come can fill
 * </ul>
 *
 * <p>An exception that is not let pass comes as text, in a {@link JobFailedException}.
 *
 * <p>That protects this process from a worker that has gone astray: it cannot have other classes
 * made here, or fill the memory with little effort. It can have the thread that reads its result
 * compute for long (hash codes of cleverly nested collections), and no other. Workers are not
 * protected from each other: all can write to the memory that the tasks are in, and a task is read
 * without a filter. An attacker who has taken over one worker can have all of them run anything. So
 * do not give code that you do not trust to a pool that does anything else.
 *
 * <p>The rest is the JDK's contract, {@link java.util.concurrent.ExecutorCompletionService}
 * included. These are the differences from a {@link java.util.concurrent.ThreadPoolExecutor}:
 *
 * <ul>
 *   <li>{@code submit}, {@code execute} and {@code invokeAll} block while a thousand tasks wait. A
 *       thread that is interrupted meanwhile gets a {@link
 *       java.util.concurrent.RejectedExecutionException}, and keeps its interrupt flag ({@code
 *       invokeAll} and {@code invokeAny} throw an {@link InterruptedException}). With a timeout
 *       they wait no longer than that.
 *   <li>A task whose worker dies is not tried again, and fails with a {@link WorkerDiedException};
 *       one in whose worker memory runs out, with a {@link JobFailedException}.
 *   <li>{@code cancel(true)} kills the worker if the task ignores the interrupt.
 *   <li>{@code shutdownNow} kills the workers, and cancels the tasks that it returns: they cannot
 *       be run elsewhere. (A {@code Runnable} that was given to {@code execute} can: it is returned
 *       as it was.) Those that were running fail with a {@link PoolClosedException}.
 *   <li>Once the executor has terminated, each of its tasks has ended: nobody waits for ever.
 *   <li>What a task throws that was given to {@code execute} is logged.
 *   <li>When {@code main} ends without {@code shutdown}, the JVM lives on until the accepted tasks
 *       have ended, and no longer.
 *   <li>If no worker can be started any more, the tasks fail with a {@link PoolClosedException},
 *       and new ones are rejected.
 * </ul>
 *
 * <p>For more than that, such as deadlines, retries, and jobs that need no serialization, there is
 * {@link WorkerPool}.
 */
public final class ProcessExecutors {
    private static final StackWalker CALLER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

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
     *     {@code com.acme.**} those below it, too; and limits, such as {@code maxdepth=1000}
     * @return an executor to be closed by the caller
     * @throws IllegalArgumentException if a pattern or limit is none, or the number is out of range
     * @throws PoolStartException if the workers cannot start
     */
    public static ExecutorService newFixedPool(int workers, String... allowed) {
        Class<?> caller = CALLER.getCallerClass();
        ForeignClasses classes = new ForeignClasses(List.of(), true);
        return ProcessExecutorService.start(
                List.of(allowed), classes, () -> pool(workers, caller, classes));
    }

    private static WorkerPool<byte[], Outcome> pool(
            int workers, Class<?> caller, ForeignClasses classes) {
        try {
            classes.add(caller.getName(), caller);
        } catch (IOException notReachable) {
            // It may be that no task needs it.
        }
        // As with threads, a task runs once at most.
        return WorkerPool.builder(TaskHandler.class).workers(workers).attempts(1).build(classes);
    }
}
