package org.sempool;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.config.Check;
import org.sempool.executor.TaskExecutor;
import org.sempool.executor.TaskHandler;
import org.sempool.executor.TaskOutcome;

/**
 * Creates executors like the JDK's, whose tasks run in worker processes. {@link #builder} has all
 * settings.
 *
 * <pre>{@code
 * public final class Example {
 *     public static void main(String[] args) throws Exception {
 *         try (ProcessExecutorService executor = ProcessExecutors.newFixedPool(4)) {
 *             Future<Integer> answer = executor.submit(() -> 6 * 7);
 *             System.out.println(answer.get()); // prints 42
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Tasks travel by Java serialization, and so do their results and what they throw. A task that
 * is not serializable is rejected with a {@link java.util.concurrent.RejectedExecutionException}
 * that names the field or the captured variable at fault. The task sees copies of the objects that
 * it refers to, and the static fields of its worker. Its class, and the classes that this one
 * refers to, may come from any class loader that provides their class files, for instance that of
 * {@code java App.java} or JShell; if the loader does not, the task is rejected as well.
 *
 * <p>An allow-list restricts the classes of what comes back: those of the JDK's base module, and of
 * the packages that the factory is given. The thread that asks for the result reads it, within
 * limits that the factory can also be given:
 *
 * <ul>
 *   <li>{@code maxdepth}: how deeply objects may be nested; default 100
 *   <li>{@code maxrefs}: how many objects there may be; default 10,000,000
 *   <li>{@code maxbytes}: the size of the serialized form; default 1 GiB, which is also the maximum
 *   <li>{@code maxarray}: the elements of one array; default as many as 1 GiB has room for, but
 *       never more than the received bytes can fill
 * </ul>
 *
 * <p>An exception that the allow-list rejects arrives as text, in a {@link JobFailedException}.
 *
 * <p>This protects the current process from a compromised worker: the worker cannot instantiate
 * other classes here or easily exhaust the memory. It can keep the thread that reads its result
 * busy for long (with hash codes of cleverly nested collections), but no other thread. Workers are
 * not protected from each other: all of them can write to the memory that holds the tasks, and
 * tasks are read without a filter. An attacker who has taken over one worker can make all of them
 * run anything. So do not give code that you do not trust to a pool that does anything else.
 *
 * <p>Otherwise the JDK's contract holds, {@link java.util.concurrent.ExecutorCompletionService}
 * included. The differences from a {@link java.util.concurrent.ThreadPoolExecutor} are:
 *
 * <ul>
 *   <li>{@code submit}, {@code execute} and {@code invokeAll} block while a thousand tasks wait
 *       (see {@link Builder#queue}). If the thread is interrupted meanwhile, they throw a {@link
 *       java.util.concurrent.RejectedExecutionException} and leave the interrupt flag set ({@code
 *       invokeAll} and {@code invokeAny} throw an {@link InterruptedException}). A timeout also
 *       limits this wait.
 *   <li>A task whose worker dies is not retried; it fails with a {@link WorkerDiedException}. A
 *       task whose worker runs out of memory fails with a {@link JobFailedException}.
 *   <li>{@code cancel(true)} kills the worker if the task ignores the interrupt.
 *   <li>{@code shutdownNow} kills the workers, and cancels the tasks that it returns: they cannot
 *       be run elsewhere. (A {@code Runnable} that was given to {@code execute} can: it is returned
 *       unchanged.) Running tasks fail with a {@link PoolClosedException}.
 *   <li>Once the executor has terminated, every task has ended: no thread waits for one forever.
 *   <li>Exceptions of tasks that were given to {@code execute} are logged.
 *   <li>If {@code main} ends without {@code shutdown}, the JVM exits as soon as all accepted tasks
 *       have ended.
 *   <li>If no more workers can be started, the tasks fail with a {@link PoolClosedException}, and
 *       new tasks are rejected.
 * </ul>
 *
 * <p>{@link WorkerPool} offers more, such as streams, retries, and jobs without serialization.
 */
public final class ProcessExecutors {
    private static final StackWalker CALLER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private ProcessExecutors() {}

    /**
     * A serializable task; a lambda of this type needs no cast.
     *
     * @param <T> the type of the result
     */
    @FunctionalInterface
    public interface Task<T> extends Callable<T>, Serializable {}

    /** A serializable task without a result; a lambda of this type needs no cast. */
    @FunctionalInterface
    public interface Action extends Runnable, Serializable {}

    /**
     * Makes a lambda serializable, for a variable of type {@link
     * java.util.concurrent.ExecutorService}.
     *
     * @param task the lambda
     * @param <T> the type of the result
     * @return the lambda
     */
    public static <T> Callable<T> task(Task<T> task) {
        return task;
    }

    /**
     * Starts workers, and returns when the first of them is ready.
     *
     * @param workers how many processes, from 1 to 512
     * @param allowed the classes that results may consist of, besides those of the JDK's base
     *     module, as patterns of {@link java.io.ObjectInputFilter.Config#createFilter}: {@code
     *     com.acme.*} is a package, {@code com.acme.**} includes its subpackages; and limits, such
     *     as {@code maxdepth=1000}
     * @return an executor to be closed by the caller
     * @throws IllegalArgumentException if a pattern or limit is malformed, or the number is out of
     *     range
     * @throws PoolStartException if the workers cannot start
     */
    public static ProcessExecutorService newFixedPool(int workers, String... allowed) {
        return builder().workers(workers).allowed(allowed).build(CALLER.getCallerClass());
    }

    /**
     * Starts one worker, so that tasks run one after another, in the order of their submission.
     *
     * @param allowed the classes that results may consist of, as in {@link #newFixedPool}
     * @return an executor to be closed by the caller
     * @throws IllegalArgumentException if a pattern or limit is malformed
     * @throws PoolStartException if the worker cannot start
     */
    public static ProcessExecutorService newSingleProcess(String... allowed) {
        return builder().workers(1).allowed(allowed).build(CALLER.getCallerClass());
    }

    /**
     * Configures an executor.
     *
     * @return a builder with the default settings
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Configures an executor. Every setting has a default; {@link #build} rejects a bad one and
     * names it. Not thread-safe; may build several executors.
     */
    public static final class Builder extends WorkerSettings<Builder> {
        private static final Duration LONGEST = Duration.ofDays(365);

        private final List<String> allowed = new ArrayList<>();
        private @Nullable Duration taskTimeout;
        private int queue = 1024;

        private Builder() {}

        /**
         * Adds to the classes that results may consist of. Default: those of the JDK's base module.
         *
         * @param patterns patterns and limits, as {@link #newFixedPool} describes them
         * @return this
         */
        public Builder allowed(String... patterns) {
            allowed.addAll(Check.noneNull("patterns", patterns));
            return this;
        }

        /**
         * Limits how long a task may run, from when a worker takes it. After that, it fails with a
         * {@link JobTimedOutException}, its thread is interrupted, and after the {@link #grace} its
         * worker is killed. Default: no limit.
         *
         * @param timeout more than zero, up to a year
         * @return this
         */
        public Builder taskTimeout(Duration timeout) {
            taskTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Sets how many tasks wait or run at most; {@code submit} blocks while there are more.
         * Default: 1024.
         *
         * @param slots from 1 to 1,048,576
         * @return this
         */
        public Builder queue(int slots) {
            queue = slots;
            return this;
        }

        /**
         * Starts workers, and returns when the first of them is ready.
         *
         * @return an executor to be closed by the caller
         * @throws IllegalArgumentException if a setting is bad
         * @throws PoolStartException if the workers cannot start
         */
        public ProcessExecutorService build() {
            return build(CALLER.getCallerClass());
        }

        private ProcessExecutorService build(Class<?> caller) {
            ForeignClasses classes = classes(true);
            return TaskExecutor.start(List.copyOf(allowed), classes, () -> pool(caller, classes));
        }

        private WorkerPool<byte[], TaskOutcome> pool(Class<?> caller, ForeignClasses classes) {
            // As with threads, a task runs at most once.
            WorkerPoolBuilder<byte[], TaskOutcome> builder =
                    new WorkerPoolBuilder<>(TaskHandler.class, this).attempts(1).queue(queue);
            Duration timeout = taskTimeout;
            if (timeout != null) {
                requireTimeout(timeout);
                builder.jobTimeout(timeout);
            }
            builder.check();
            try {
                classes.add(caller.getName(), caller);
            } catch (IOException notReachable) {
                // Perhaps no task needs it.
            }
            return builder.build(classes);
        }

        private static void requireTimeout(Duration timeout) {
            if (!timeout.isPositive() || timeout.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "taskTimeout="
                                + timeout
                                + " is out of range; allowed is more than zero, up to a year");
            }
        }
    }
}
