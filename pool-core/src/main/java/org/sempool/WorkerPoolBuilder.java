package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.config.Launch;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retirement;
import org.sempool.config.Retries;
import org.sempool.config.TimeLimits;
import org.sempool.coordinator.Coordinator;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/**
 * Configures a {@link WorkerPool}. Every setting has a default; {@link #build} rejects a bad one
 * and names it. Not thread-safe; may build several pools.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public final class WorkerPoolBuilder<J, R> {
    private final HandlerClass<J, R> handler;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int queueSlots = 1024;
    private int slotBytes = 1024;
    private OptionalLong payloadMemory = OptionalLong.empty();
    private int attempts = 3;
    private boolean retryFailures;
    private @Nullable Duration jobTimeout;
    private Duration grace = Duration.ofSeconds(1);
    private long maxJobsPerWorker = Retirement.NEVER;
    private long maxMemoryPerWorker = Retirement.NEVER;
    private OptionalLong workerHeap = OptionalLong.empty();
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private final List<Path> moreClassPath = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path workingDirectory;
    private String transport = "shm";
    private final Map<String, String> transportOptions = new HashMap<>();
    private @Nullable Executor callbackExecutor;
    private @Nullable JobHandler<J, R> submitted;

    WorkerPoolBuilder(Class<? extends JobHandler<J, R>> handler) {
        this.handler = new HandlerClass<>(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * Sets how many worker processes the pool has. Default: the number of cores.
     *
     * @param count from 1 to 512
     * @return this
     */
    public WorkerPoolBuilder<J, R> workers(int count) {
        workers = count;
        return this;
    }

    /**
     * Sets how many slots each of the pool's two queues has. A job holds a slot of the jobs queue
     * until its result is published, and the result holds a slot of the results queue until the
     * pool has read it. So at most this many jobs wait or run, and at most this many results wait
     * to be read. (The workers have equal shares of the results queue, rounded up; a worker whose
     * share is full waits.) The jobs that are submitted and have not ended are at most twice as
     * many, or three times as many if callbacks are slow, see {@link WorkerPool}. While no slot is
     * free for a job, {@link WorkerPool#submit} blocks. With fewer slots than workers, some workers
     * stay idle. Default: 1024.
     *
     * @param slots from 1 to 1,048,576
     * @return this
     */
    public WorkerPoolBuilder<J, R> queue(int slots) {
        queueSlots = slots;
        return this;
    }

    /**
     * Sets the largest payload that travels in the queue itself. With {@code shm} a larger one
     * travels in the {@link #payloadMemory}. This only affects speed. Default: 1024.
     *
     * @param bytes the size of the usual payload; for {@code shm} from 64 to 67,108,864
     * @return this
     */
    public WorkerPoolBuilder<J, R> slotBytes(int bytes) {
        slotBytes = bytes;
        return this;
    }

    /**
     * Sets how much memory {@code shm} has for payloads that do not fit a slot, half of it for jobs
     * and half for results. While there is no room for a job, {@link WorkerPool#submit} blocks. A
     * payload larger than its half is written to a file, which is slower. Memory is taken when it
     * is first needed, and returned when the pool is idle. Default: a quarter of what is free where
     * the pool's files are, or of the container's memory if that is less; at most 256 MiB.
     *
     * @param bytes from 0, for files only, to 1 TiB
     * @return this
     */
    public WorkerPoolBuilder<J, R> payloadMemory(long bytes) {
        payloadMemory = OptionalLong.of(bytes);
        return this;
    }

    /**
     * Sets how often a job is attempted at most. An attempt ends with the death of its worker or,
     * with {@link #retryFailures}, with what its handler throws. Default: 3.
     *
     * @param most from 1
     * @return this
     */
    public WorkerPoolBuilder<J, R> attempts(int most) {
        attempts = most;
        return this;
    }

    /**
     * Also retries a job when the handler throws, until its {@link #attempts} are spent; then the
     * job fails with what the last attempt threw. Default: a job fails when its handler throws.
     *
     * @return this
     */
    public WorkerPoolBuilder<J, R> retryFailures() {
        retryFailures = true;
        return this;
    }

    /**
     * Limits how long a job may run, counted from when a worker takes it, not from its submission.
     * After that, the job fails with a {@link JobTimedOutException} and its handler is told to
     * stop: the handler's thread is interrupted, and {@link JobContext#isCancelled} returns true.
     * The clock stops while the result waits for room in the queue because results are read slowly.
     * A job never times out early, and at most 0.2 seconds late unless the machine is overloaded.
     * Default: no limit.
     *
     * @param timeout more than zero
     * @return this
     */
    public WorkerPoolBuilder<J, R> jobTimeout(Duration timeout) {
        jobTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Sets how long a handler may take to return once it was told to stop, because its job timed
     * out or was cancelled. After that its worker is killed, with all processes that it started. A
     * worker that exits by itself, for instance by {@code System.exit}, also has this long to
     * finish, but at least two seconds. Default: 1 second.
     *
     * @param time zero or more
     * @return this
     */
    public WorkerPoolBuilder<J, R> grace(Duration time) {
        grace = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * Replaces a worker after this many jobs, in case the handler leaks. Default: never.
     *
     * @param most from 1
     * @return this
     */
    public WorkerPoolBuilder<J, R> maxJobsPerWorker(long most) {
        maxJobsPerWorker = most;
        return this;
    }

    /**
     * Replaces a worker, after its current job, once its resident memory reaches this size, which
     * is checked every tenth of a second. This bounds what leaks over many jobs, and {@link
     * #workerHeap} what one job needs. Default: never.
     *
     * @param bytes from 1; an idle worker uses about 60,000,000
     * @return this
     */
    public WorkerPoolBuilder<J, R> maxMemoryPerWorker(long bytes) {
        maxMemoryPerWorker = bytes;
        return this;
    }

    /**
     * Sets the largest heap of each worker's JVM, as {@code -Xmx} does. A job that needs more fails
     * with an {@link OutOfMemoryError}, and its worker is replaced.
     *
     * <p>Default: all workers together may use half the memory of the machine, or of the container
     * that they run in. Each gets an equal share, but not less than what the JVM considers a small
     * heap, about 120,000,000 bytes. Flags such as {@code -Xmx} and {@code -XX:MaxRAMPercentage}
     * among the {@link #jvmFlags} replace the default and cannot be combined with this setting.
     *
     * @param bytes from 2,097,152, the smallest heap that a JVM starts with
     * @return this
     */
    public WorkerPoolBuilder<J, R> workerHeap(long bytes) {
        workerHeap = OptionalLong.of(bytes);
        return this;
    }

    /**
     * Sets how long a worker may take to become ready. {@link #build} waits this long for the first
     * one; any worker that takes longer is killed and started again. Time in which a worker waits
     * for a processor that others occupy does not count, if the kernel reports it: twenty workers
     * that start on one core get twenty times as long. Default: 30 seconds.
     *
     * @param timeout more than zero
     * @return this
     */
    public WorkerPoolBuilder<J, R> startTimeout(Duration timeout) {
        startTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Sets how long a worker may take to end before it is killed, when the pool closes or the
     * worker is to be replaced. Waiting for a processor does not count, as in {@link
     * #startTimeout}. Default: 5 seconds.
     *
     * @param timeout zero or more
     * @return this
     */
    public WorkerPoolBuilder<J, R> stopTimeout(Duration timeout) {
        stopTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Adds to the workers' class path. By default it is this process's, with its modules.
     *
     * <p>The workers also get what the handler needs from other class loaders of this process: the
     * jars and directories of a {@link java.net.URLClassLoader}, the jars within an executable jar
     * of Spring Boot, and copies of class files that exist only in memory, as with {@code java
     * App.java} or JShell. Of the classes in memory they get the handler's class and those that its
     * code refers to, directly or through others; a class that is only looked up by name at run
     * time must be in an entry given here.
     *
     * <p>A pool runs one version of its classes. If one of these jars or class files changes while
     * it runs, the pool ends with a {@link PoolBrokenException} that names the file; if a jar was
     * replaced and all workers still have the old one open, when the next worker has to start.
     * Directories with more than 20,000 files are not watched.
     *
     * @param entries jars and directories, which must exist
     * @return this
     */
    public WorkerPoolBuilder<J, R> classPath(Path... entries) {
        moreClassPath.addAll(List.of(entries));
        return this;
    }

    /**
     * Adds flags to the {@code java} command of the workers, such as {@code -ea}. The workers do
     * not get the flags that this JVM was started with, on its command line or through its
     * environment. Flags added here take precedence over the pool's own, such as {@code
     * -XX:+UseSerialGC}.
     *
     * @param flags the flags, one argument each; none may set the class path or make {@code java}
     *     run something else
     * @return this
     */
    public WorkerPoolBuilder<J, R> jvmFlags(String... flags) {
        jvmFlags.addAll(List.of(flags));
        return this;
    }

    /**
     * Sets an environment variable of the workers. They also inherit the variables of this process,
     * except those that configure its JVM: {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS},
     * {@code _JAVA_OPTIONS} and others that name flags or agents, and {@code CLASSPATH}. The
     * workers, and the processes that handlers start, see those only if they are set here; then the
     * flags in them take precedence over the pool's defaults.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public WorkerPoolBuilder<J, R> environment(String name, String value) {
        environment.put(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets the working directory of the workers. Default: that of this process.
     *
     * @param directory an existing directory
     * @return this
     */
    public WorkerPoolBuilder<J, R> workingDirectory(Path directory) {
        workingDirectory = Objects.requireNonNull(directory, "directory");
        return this;
    }

    /**
     * Chooses how jobs and results travel. Default: {@code shm}, shared memory. The other one,
     * {@code chronicle}, needs {@code net.openhft:chronicle-queue} on the class path, and some
     * flags for this JVM; {@link #build} lists them if they are missing.
     *
     * @param name the name of a {@link Transport}
     * @return this
     */
    public WorkerPoolBuilder<J, R> transport(String name) {
        transport = Objects.requireNonNull(name, "name");
        return this;
    }

    /**
     * Sets an option of the chosen transport. For {@code shm}: {@code semaphore} ({@code futex},
     * {@code posix} or {@code polling}) and {@code spill-directory} (where large payloads go when
     * shared memory has no room for them; default: the system's temporary directory). For {@code
     * shm} and {@code chronicle}: {@code directory} (where the transport makes its files; default:
     * {@code /dev/shm} or the system's temporary directory).
     *
     * @param name the option
     * @param value its value
     * @return this
     */
    public WorkerPoolBuilder<J, R> transportOption(String name, String value) {
        transportOptions.put(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return this;
    }

    /**
     * Sets the executor that runs callbacks when the pool ends a job: the functions that are
     * attached to the job's future with {@code thenApply}, {@code whenComplete} and the like.
     * {@link WorkerPool} describes which threads run them without it. Default: the pool's own
     * threads, started when needed.
     *
     * <p>A job without a callback ends without the executor. So a callback that waits for another
     * job needs no second thread of the executor, unless that job has a callback as well.
     *
     * <p>If the executor throws, or has not started a job's callback half a second after the pool
     * has closed, a thread of the pool runs it. While {@link #queue} jobs wait for the executor,
     * {@link WorkerPool#submit} blocks, except in a callback. The pool does not shut it down.
     *
     * @param executor the executor; may run tasks in the calling thread
     * @return this
     */
    public WorkerPoolBuilder<J, R> callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Lets the submitter have jobs and results in types of its own: the payloads as bytes, say,
     * where the handler has text. Default: the handler's codecs on both sides.
     *
     * @param jobs writes what the handler's {@link JobHandler#jobCodec} reads
     * @param results reads what the handler's {@link JobHandler#resultCodec} writes
     * @param <A> the type of the submitter's jobs
     * @param <B> the type of the submitter's results
     * @return this, with other types
     */
    @SuppressWarnings("unchecked") // only the codecs have to do with the types
    public <A, B> WorkerPoolBuilder<A, B> submitterCodecs(Codec<A> jobs, Codec<B> results) {
        WorkerPoolBuilder<A, B> other = (WorkerPoolBuilder<A, B>) this;
        other.submitted = new SubmitterCodecs<>(jobs, results);
        return other;
    }

    /**
     * Checks the settings as {@link #build} does, but starts nothing. It cannot find problems of
     * the handler, the machine or its files that show only when a pool starts. Does not block.
     *
     * @throws IllegalArgumentException if a setting is bad
     */
    public void check() {
        var _ = WorkerClasses.checkEntries(moreClassPath);
        Transports.named(transport)
                .check(config(HandlerCode.named(handler.type().getName())).transport());
    }

    /**
     * Starts a pool. Blocks until the first worker is ready to take jobs.
     *
     * @return the pool, for the caller to close
     * @throws IllegalArgumentException if a setting is bad
     * @throws PoolStartException if there is no room for the queues; if this JVM does not permit
     *     native calls; if workers could not load the handler's class, or one that it needs; if a
     *     worker ends before the first one is ready, with its output (unless a signal from outside
     *     killed it: then another one replaces it); or if the start timeout passes. No process and
     *     no file remains after this or any other error
     */
    public WorkerPool<J, R> build() {
        return build(new ForeignClasses(WorkerClasses.checkEntries(moreClassPath), false));
    }

    /** Starts a pool whose workers also have these classes, which no other pool uses. */
    WorkerPool<J, R> build(ForeignClasses classes) {
        check();
        JobHandler<J, R> made = handler.newHandler();
        Transport chosen = Transports.named(transport);
        WorkerClasses found = handler.classes(chosen, classes);
        PoolConfig config = config(handler.code(classes, found));
        JobHandler<J, R> codecs = submitted == null ? made : submitted;
        return Coordinator.start(config, found, chosen, codecs, callbackExecutor);
    }

    private PoolConfig config(HandlerCode code) {
        return new PoolConfig(
                new Retries(attempts, retryFailures),
                new TimeLimits(Optional.ofNullable(jobTimeout), grace, startTimeout, stopTimeout),
                new Retirement(maxJobsPerWorker, maxMemoryPerWorker),
                new Launch(
                        workerHeap, jvmFlags, environment, Optional.ofNullable(workingDirectory)),
                new TransportConfig(
                        code, workers, queueSlots, slotBytes, payloadMemory, transportOptions));
    }
}
