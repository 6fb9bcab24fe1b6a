package org.sempool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.coordinator.Coordinator;
import org.sempool.process.NativeText;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/**
 * Configures a {@link WorkerPool}. Every setting has a default; a bad one is an error of {@link
 * #build}, which names it. Not thread-safe; may build several pools.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public final class WorkerPoolBuilder<J, R> {
    private static final int MAX_WORKERS = 512;
    private static final int MAX_QUEUE = 1 << 20;

    /** What a JVM needs at least to start. */
    private static final long SMALLEST_HEAP = 2 << 20;

    private static final Duration LONGEST = Duration.ofDays(365);

    private final HandlerClass<J, R> handler;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int queueSlots = 1024;
    private int slotBytes = 1024;
    private int attempts = 3;
    private boolean retryFailures;
    private @Nullable Duration jobTimeout;
    private Duration grace = Duration.ofSeconds(1);
    private long maxJobsPerWorker = PoolConfig.UNBOUNDED;
    private long maxMemoryPerWorker = PoolConfig.UNBOUNDED;
    private long workerHeap = PoolConfig.UNBOUNDED;
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private final List<Path> moreClassPath = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path workingDirectory;
    private String transport = "shm";
    private final Map<String, String> transportOptions = new HashMap<>();
    private @Nullable Executor callbackExecutor;

    WorkerPoolBuilder(Class<? extends JobHandler<J, R>> handler) {
        this.handler = new HandlerClass<>(Objects.requireNonNull(handler, "handler"));
    }

    /**
     * How many worker processes. Default: the number of cores.
     *
     * @param count from 1 to 512
     * @return this
     */
    public WorkerPoolBuilder<J, R> workers(int count) {
        workers = count;
        return this;
    }

    /**
     * How many slots each of the pool's two queues has. A job takes a slot of the first until its
     * result is in the second, and that takes one until the pool has read it. So as many jobs may
     * wait or run, and as many results may wait to be read: twice as many jobs are submitted and
     * have not ended, and three times as many if callbacks are slow, see {@link WorkerPool}. While
     * no slot is free for a job, {@link WorkerPool#submit} blocks. With fewer slots than workers
     * some of them are idle. Default: 1024.
     *
     * @param slots from 1 to 1,048,576
     * @return this
     */
    public WorkerPoolBuilder<J, R> queue(int slots) {
        queueSlots = slots;
        return this;
    }

    /**
     * Up to which size a payload travels in the queue itself; a larger one takes a file in the
     * pool's private directory, which is slower. A matter of speed only. Default: 1024.
     *
     * @param bytes the size of the usual payload, in bytes
     * @return this
     */
    public WorkerPoolBuilder<J, R> slotBytes(int bytes) {
        slotBytes = bytes;
        return this;
    }

    /**
     * How many workers may die over a job before the job fails. Default: 3.
     *
     * @param most from 1
     * @return this
     */
    public WorkerPoolBuilder<J, R> attempts(int most) {
        attempts = most;
        return this;
    }

    /**
     * Tries a job again, too, when the handler throws, until its {@link #attempts} are spent; then
     * it fails with what the last one threw. Default: a job that the handler fails has failed.
     *
     * @return this
     */
    public WorkerPoolBuilder<J, R> retryFailures() {
        retryFailures = true;
        return this;
    }

    /**
     * How long a job may run, counted from when a worker takes it, not from its submission. Then it
     * fails with a {@link JobTimedOutException}, and its handler is told to stop: its thread is
     * interrupted, and {@link JobContext#isCancelled} is true. While its result waits for room in
     * the queue, because the submitter is slow, the clock stands. A job is never ended early, and
     * on a machine with time to spare at most two tenths of a second late. Default: as long as it
     * likes.
     *
     * @param timeout more than zero
     * @return this
     */
    public WorkerPoolBuilder<J, R> jobTimeout(Duration timeout) {
        jobTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * How long a handler that was told to stop, because its job timed out or was cancelled, may
     * take to return before its worker is killed, with all processes that it started. A worker that
     * ends by itself, by {@code System.exit} in a handler for instance, has as long to come to its
     * end, and two seconds at least. Default: 1 second.
     *
     * @param time zero or more
     * @return this
     */
    public WorkerPoolBuilder<J, R> grace(Duration time) {
        grace = Objects.requireNonNull(time, "time");
        return this;
    }

    /**
     * After how many jobs a worker is replaced by a new one, against what a handler leaks. Default:
     * never.
     *
     * @param most from 1
     * @return this
     */
    public WorkerPoolBuilder<J, R> maxJobsPerWorker(long most) {
        maxJobsPerWorker = most;
        return this;
    }

    /**
     * From which resident memory on a worker is replaced by a new one, after the job that it is at.
     * It is looked at every tenth of a second. This bounds what leaks over many jobs; for a bound
     * within one job, see {@link #workerHeap}. Default: never.
     *
     * @param bytes from 1; an idle worker has some 60,000,000
     * @return this
     */
    public WorkerPoolBuilder<J, R> maxMemoryPerWorker(long bytes) {
        maxMemoryPerWorker = bytes;
        return this;
    }

    /**
     * The largest heap of each worker's JVM, as {@code -Xmx} sets it. A job that needs more fails
     * with an {@link OutOfMemoryError}, and its worker is replaced.
     *
     * <p>Default: all workers together may have half the memory of the machine, or of the container
     * that they run in; each has the same share of it, but not less than what the JVM calls small,
     * some 120,000,000 bytes. Flags such as {@code -Xmx} and {@code -XX:MaxRAMPercentage} among the
     * {@link #jvmFlags} replace the default, and cannot be had beside this setting.
     *
     * @param bytes from 2,097,152, which is the least that a JVM starts with
     * @return this
     */
    public WorkerPoolBuilder<J, R> workerHeap(long bytes) {
        workerHeap = bytes;
        return this;
    }

    /**
     * How long a worker may take to be ready: {@link #build} waits so long for the first one, and
     * any worker that takes longer is killed and started again. The time in which it waits for a
     * processor, because other workers or programs have them all, does not count, where the kernel
     * tells it: twenty workers that start on one core have twenty times as long. Default: 30
     * seconds.
     *
     * @param timeout more than zero
     * @return this
     */
    public WorkerPoolBuilder<J, R> startTimeout(Duration timeout) {
        startTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * How long a worker may take to end, when the pool closes or the worker is to be replaced,
     * before it is killed; by the same clock as {@link #startTimeout}. Default: 5 seconds.
     *
     * @param timeout zero or more
     * @return this
     */
    public WorkerPoolBuilder<J, R> stopTimeout(Duration timeout) {
        stopTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Adds to the class path of the workers, which otherwise is that of this process, as are its
     * module path and modules.
     *
     * <p>What the handler needs from other class loaders of this process, the workers have, too:
     * the jars and directories of a {@link java.net.URLClassLoader}, the jars within an executable
     * jar of Spring Boot's, and copies of class files that are in memory only, as with {@code java
     * App.java} or JShell. Of classes in memory they have those that are named in the code of the
     * others. What is only found by a name at run time has to be in a jar or directory here.
     *
     * <p>A pool runs one version of its classes. When a jar there, or a class file in a directory,
     * changes while the pool runs, the pool ends with a {@link PoolBrokenException} that names the
     * file: at once if workers may still read it, or when the next worker is to start if another
     * jar has taken its name and all workers have the old one open. What is added to a directory is
     * no change; and directories with more than 20,000 files are not watched.
     *
     * @param entries jars and directories, which must exist
     * @return this
     */
    public WorkerPoolBuilder<J, R> classPath(Path... entries) {
        moreClassPath.addAll(List.of(entries));
        return this;
    }

    /**
     * Adds flags to the {@code java} command of the workers, such as {@code -ea}. What this JVM was
     * started with, on its command line or by its environment, the workers do not get. The pool's
     * own flags, {@code -XX:+UseSerialGC} for one, give way to these.
     *
     * @param flags the flags, one argument each; none that sets the class path, or has java run
     *     something else
     * @return this
     */
    public WorkerPoolBuilder<J, R> jvmFlags(String... flags) {
        jvmFlags.addAll(List.of(flags));
        return this;
    }

    /**
     * Sets an environment variable of the workers. They have those of this process, too, except
     * what was said to its JVM: {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS}, {@code
     * _JAVA_OPTIONS} and others that name flags or agents, and {@code CLASSPATH}. Those reach
     * neither the workers nor what their handlers start, unless they are set here; then they reach
     * both, and the pool's default flags give way to the flags in them.
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
     * Where the workers work. Default: where this process does.
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
     * Sets something that only the chosen transport knows. For {@code shm}: {@code semaphore}
     * ({@code futex}, {@code posix} or {@code polling}) and {@code spill-directory} (where large
     * payloads go that shared memory has no room for, instead of the system's temporary directory).
     * For {@code shm} and {@code chronicle}: {@code directory} (where its files are made instead of
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
     * Names the executor that runs callbacks: what is attached to the futures of jobs with {@code
     * thenApply}, {@code whenComplete} and the like, when the pool ends the job. {@link WorkerPool}
     * says what runs where without it.
     *
     * <p>The pool hands every job to it to which something is attached when the job ends; one that
     * threads only wait for, in {@code join} or {@code get}, ends without it. So a callback that
     * waits for another job does not need a second thread, unless something is attached to that
     * job, too; for that, the executor has to have one.
     *
     * <p>No job is lost by it. If it throws, or has not begun with a job half a second after the
     * pool has closed, threads of the pool run the callback. When {@link #queue} jobs wait for it,
     * {@link WorkerPool#submit} blocks, but not in a callback. The pool does not shut it down.
     *
     * <p>Default: the pool's own threads, started when they are needed.
     *
     * @param executor the executor; may run tasks in the calling thread
     * @return this
     */
    public WorkerPoolBuilder<J, R> callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Checks the settings as {@link #build} does, and starts nothing. What only a start shows, of
     * the handler, the machine and its files, it does not see. Does not block.
     *
     * @throws IllegalArgumentException if a setting is bad
     */
    public void check() {
        checkNumbers();
        GivenFlags.check(jvmFlags);
        GivenFlags.checkHeap(workerHeap, jvmFlags, environment);
        jvmFlags.forEach(flag -> requireArrives("jvmFlags", flag));
        var _ = moreClassPath();
        var _ = workerEnvironment();
        var _ = workerDirectory();
        transport().check(transportConfig(List.of(), ""));
    }

    /**
     * Starts a pool. Blocks until the first worker is ready to take jobs.
     *
     * @return the pool, to be closed by the caller
     * @throws IllegalArgumentException if a setting is bad
     * @throws PoolStartException if there is no room for the queues; if this JVM refuses native
     *     calls; if workers could not load the handler's class, or one that it needs; if a worker
     *     ends before the first one is ready, with what it said (unless somebody outside has killed
     *     it: another takes its place); or if the start timeout passes. Nothing is left then, nor
     *     after any other error
     */
    public WorkerPool<J, R> build() {
        return build(new ForeignClasses(moreClassPath(), false));
    }

    /**
     * Starts a pool whose workers have these classes, too.
     *
     * @param classes this pool's alone
     */
    WorkerPool<J, R> build(ForeignClasses classes) {
        check();
        JobHandler<J, R> made = handler.newHandler();
        Transport chosen = transport();
        WorkerClasses found = classesOf(chosen, classes);
        PoolConfig config =
                new PoolConfig(
                        handler.type().getName(),
                        workers,
                        attempts,
                        retryFailures,
                        Optional.ofNullable(jobTimeout),
                        grace,
                        maxJobsPerWorker,
                        maxMemoryPerWorker,
                        workerHeap,
                        jvmFlags,
                        workerEnvironment(),
                        workerDirectory(),
                        startTimeout,
                        stopTimeout,
                        transport,
                        transportConfig(
                                classes.home(handler.type()).stream().toList(),
                                found.copies().digest()));
        return Coordinator.start(config, found, chosen, made, callbackExecutor);
    }

    private TransportConfig transportConfig(List<Path> homes, String copies) {
        return new TransportConfig(
                handler.type().getName(),
                homes,
                copies,
                workers,
                queueSlots,
                slotBytes,
                transportOptions);
    }

    private WorkerClasses classesOf(Transport chosen, ForeignClasses classes) {
        try {
            classes.add("handler=" + handler.type().getName(), handler.type());
            String pool = "the pool itself";
            classes.add(pool, Class.forName(WorkerClasses.MAIN));
            classes.add(pool, chosen.getClass());
            classes.addProvider(Transport.class, chosen.getClass());
            return classes.settle();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkNumbers() {
        requireRange("workers", workers, 1, MAX_WORKERS);
        requireRange("queue", queueSlots, 1, MAX_QUEUE);
        requireRange("attempts", attempts, 1, Integer.MAX_VALUE);
        if (retryFailures && attempts == 1) {
            throw new IllegalArgumentException(
                    "attempts=1 leaves none for retryFailures; raise it, or leave one of them out");
        }
        require(maxJobsPerWorker >= 1, "maxJobsPerWorker", maxJobsPerWorker, "1 or more");
        require(maxMemoryPerWorker >= 1, "maxMemoryPerWorker", maxMemoryPerWorker, "1 or more");
        require(
                workerHeap >= SMALLEST_HEAP,
                "workerHeap",
                workerHeap,
                SMALLEST_HEAP + " or more, in bytes");
        requirePositive("startTimeout", startTimeout);
        requireNotNegative("stopTimeout", stopTimeout);
        requireNotNegative("grace", grace);
        Optional.ofNullable(jobTimeout).ifPresent(time -> requirePositive("jobTimeout", time));
    }

    private Transport transport() {
        Map<String, Transport> transports = new TreeMap<>();
        ServiceLoader.load(Transport.class, Transport.class.getClassLoader())
                .forEach(each -> transports.put(each.name(), each));
        Transport found = transports.get(transport);
        if (found == null) {
            throw new IllegalArgumentException(
                    "transport=" + transport + " is unknown; choose one of " + transports.keySet());
        }
        return found;
    }

    private List<Path> moreClassPath() {
        for (Path entry : moreClassPath) {
            WorkerClasses.problemOf(entry)
                    .ifPresent(
                            problem -> {
                                throw new IllegalArgumentException(
                                        "classPath=" + entry + " " + problem);
                            });
            if (entry.toString().contains(File.pathSeparator)) {
                throw new IllegalArgumentException(
                        "classPath="
                                + entry
                                + " cannot be used: in a class path, '"
                                + File.pathSeparator
                                + "' separates entries; rename it");
            }
        }
        return moreClassPath.stream().map(Path::toAbsolutePath).toList();
    }

    /** Another charset would make question marks of it, and the worker something else of those. */
    private static void requireArrives(String name, String value) {
        if (!NativeText.arrives(value)) {
            throw new IllegalArgumentException(
                    name
                            + "="
                            + value
                            + " cannot be given to a worker in the charset of this JVM's locale, "
                            + NativeText.charset()
                            + "; start it in a locale with UTF-8, LC_ALL=C.UTF-8 for instance");
        }
    }

    private Map<String, String> workerEnvironment() {
        environment.forEach(
                (name, value) -> {
                    if (name.isEmpty() || name.contains("=") || (name + value).contains("\0")) {
                        throw new IllegalArgumentException(
                                "environment="
                                        + name
                                        + " cannot be set: a name has no '=', and neither it nor its"
                                        + " value a NUL");
                    }
                    requireArrives("environment", name + "=" + value);
                });
        return environment;
    }

    private Optional<Path> workerDirectory() {
        Path directory = workingDirectory;
        if (directory != null && !Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "workingDirectory=" + directory + " is not a directory");
        }
        return Optional.ofNullable(directory).map(Path::toAbsolutePath);
    }

    private static void requireRange(String name, int value, int least, int most) {
        require(
                value >= least && value <= most,
                name,
                value,
                most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most);
    }

    private static void requirePositive(String name, Duration value) {
        boolean holds = value.isPositive() && value.compareTo(LONGEST) <= 0;
        require(holds, name, value, "more than zero, up to a year");
    }

    private static void requireNotNegative(String name, Duration value) {
        boolean holds = !value.isNegative() && value.compareTo(LONGEST) <= 0;
        require(holds, name, value, "zero up to a year");
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is out of range; allowed is " + allowed);
        }
    }
}
