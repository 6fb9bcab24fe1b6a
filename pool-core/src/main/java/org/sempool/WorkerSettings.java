package org.sempool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.AddedModules;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.config.Check;
import org.sempool.config.Launch;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retirement;
import org.sempool.config.TimeLimits;
import org.sempool.spi.TransportConfig;

/**
 * The settings of a pool that are about its worker processes. Every setting has a default; {@code
 * build()} rejects a bad one and names it. Not thread-safe.
 *
 * @param <B> the builder
 */
public abstract sealed class WorkerSettings<B extends WorkerSettings<B>>
        permits WorkerPoolBuilder, ProcessExecutors.Builder, WorkerHost.Builder {
    private static final AtomicLong POOLS = new AtomicLong();

    private @Nullable String name;
    private OptionalInt workers = OptionalInt.empty();
    private OptionalLong heap = OptionalLong.empty();
    private final List<String> jvmFlags = new ArrayList<>();
    private final List<Path> moreClassPath = new ArrayList<>();
    private final List<Path> moreModules = new ArrayList<>();
    private @Nullable Path javaHome;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path workingDirectory;
    private int niceness;
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private Duration handlerStartTimeout = Duration.ofSeconds(30);
    private Duration handlerStopTimeout = Duration.ofSeconds(5);
    private Duration grace = Duration.ofSeconds(1);
    private long maxJobsPerWorker = Retirement.NEVER;
    private long maxMemoryPerWorker = Retirement.NEVER;

    WorkerSettings() {}

    /**
     * Names the pool, for logs and metrics. Several pools may have one name. Default: {@code
     * pool-1} for the first pool of this process that has no other name, then {@code pool-2} and so
     * on.
     *
     * @param name 1 to 64 printable ASCII characters, not only spaces
     * @return this
     */
    public B name(String name) {
        this.name = Objects.requireNonNull(name, "name");
        return self();
    }

    /**
     * Sets how many worker processes the pool has on this machine. Default: the number of cores;
     * none for a pool whose {@link WorkerPoolBuilder#transport} has {@linkplain WorkerHost hosts}.
     *
     * @param count from 1 to 512; or 0 for a pool with hosts
     * @return this
     */
    public B workers(int count) {
        workers = OptionalInt.of(count);
        return self();
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
    public B heap(long bytes) {
        heap = OptionalLong.of(bytes);
        return self();
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
    public B jvmFlags(String... flags) {
        jvmFlags.addAll(Check.noneNull("flags", flags));
        return self();
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
    public B classPath(Path... entries) {
        moreClassPath.addAll(Check.noneNull("entries", entries));
        return self();
    }

    /**
     * Adds to the workers' module path, and lets the workers have all modules that are there. By
     * default it is this process's. A handler of a module layer that this process has made needs
     * its module and what that requires here.
     *
     * @param entries modules, and directories of modules, which must exist
     * @return this
     */
    public B modulePath(Path... entries) {
        moreModules.addAll(Check.noneNull("entries", entries));
        return self();
    }

    /**
     * Sets the Java that the workers run on. Default: that of this process. A run-time image
     * without the command {@code java}, as {@code jlink --strip-native-commands} makes it, needs
     * this.
     *
     * @param directory that of a JDK or JRE of version 25 or newer, with {@code bin/java} in it
     * @return this
     */
    public B javaHome(Path directory) {
        javaHome = Objects.requireNonNull(directory, "directory");
        return self();
    }

    /**
     * Sets an environment variable of the workers. They also inherit the variables of this process,
     * except those that configure its JVM: {@code JAVA_TOOL_OPTIONS}, {@code JDK_JAVA_OPTIONS},
     * {@code _JAVA_OPTIONS} and others that name flags or agents, and {@code CLASSPATH}; and except
     * {@code SEMPOOL_BROKER_PASSWORD}. The workers, and the processes that handlers start, see
     * those only if they are set here; then the flags in them take precedence over the pool's
     * defaults.
     *
     * @param name its name
     * @param value its value
     * @return this
     */
    public B environment(String name, String value) {
        environment.put(
                Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return self();
    }

    /**
     * Sets the working directory of the workers. Default: that of this process.
     *
     * @param directory an existing directory
     * @return this
     */
    public B workingDirectory(Path directory) {
        workingDirectory = Objects.requireNonNull(directory, "directory");
        return self();
    }

    /**
     * Lets the workers, and all that they start, make way for other processes: sets how much lower
     * their priority is than that of this process, as the command {@code nice} does. Default: 0.
     *
     * @param niceness from 0, no lower, to 19, the lowest that there is; more than 0 needs the
     *     program {@code /usr/bin/nice}
     * @return this
     */
    public B niceness(int niceness) {
        this.niceness = niceness;
        return self();
    }

    /**
     * Sets how long a worker's JVM may take until it starts the handler; see {@link
     * #handlerStartTimeout} for the rest. {@code build()} waits this long for the first one; any
     * worker that takes longer is killed and started again. Time in which a worker waits for a
     * processor that others occupy does not count, if the kernel reports it: twenty workers that
     * start on one core get twenty times as long. Default: 30 seconds.
     *
     * @param timeout more than zero
     * @return this
     */
    public B startTimeout(Duration timeout) {
        startTimeout = Objects.requireNonNull(timeout, "timeout");
        return self();
    }

    /**
     * Sets how long a worker may take to end before it is killed, when the pool closes or the
     * worker is to be replaced, besides the time of {@link #handlerStopTimeout}. Waiting for a
     * processor does not count, as in {@link #startTimeout}. Default: 5 seconds.
     *
     * @param timeout zero or more
     * @return this
     */
    public B stopTimeout(Duration timeout) {
        stopTimeout = Objects.requireNonNull(timeout, "timeout");
        return self();
    }

    /**
     * Sets how long the handler's {@link JobHandler#start(WorkerContext) start} may take in a
     * worker. {@code build()} waits this long for the first one, after {@link #startTimeout}; a
     * worker that takes longer is killed and started again. Waiting for a processor does not count,
     * as in {@code startTimeout}. Default: 30 seconds.
     *
     * @param timeout more than zero
     * @return this
     */
    public B handlerStartTimeout(Duration timeout) {
        handlerStartTimeout = Objects.requireNonNull(timeout, "timeout");
        return self();
    }

    /**
     * Sets how long the handler's {@link JobHandler#stop} may take. A worker that takes longer says
     * so in its output and ends at once, without shutdown hooks. Default: 5 seconds.
     *
     * @param timeout zero or more
     * @return this
     */
    public B handlerStopTimeout(Duration timeout) {
        handlerStopTimeout = Objects.requireNonNull(timeout, "timeout");
        return self();
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
    public B grace(Duration time) {
        grace = Objects.requireNonNull(time, "time");
        return self();
    }

    /**
     * Replaces a worker after this many jobs, in case the handler leaks. Default: never.
     *
     * @param most from 1
     * @return this
     */
    public B maxJobsPerWorker(long most) {
        maxJobsPerWorker = most;
        return self();
    }

    /**
     * Replaces a worker, after its current job, once its resident memory reaches this size, which
     * is checked every tenth of a second. This bounds what leaks over many jobs, and {@link #heap}
     * what one job needs. Default: never.
     *
     * @param bytes from 1; an idle worker uses about 60,000,000
     * @return this
     */
    public B maxMemoryPerWorker(long bytes) {
        maxMemoryPerWorker = bytes;
        return self();
    }

    @SuppressWarnings("unchecked") // there are no other subclasses than builders of themselves
    private B self() {
        return (B) this;
    }

    /** The pool's name, or the next default one. */
    final String nameOrNext() {
        return name == null ? "pool-" + POOLS.incrementAndGet() : name;
    }

    /** The pool's name, or something like a default one. For a check only. */
    final String nameOrOther() {
        return name == null ? "pool" : name;
    }

    final int workerCount() {
        return workerCount(Runtime.getRuntime().availableProcessors());
    }

    /**
     * For pools that have nothing but these workers.
     *
     * @throws IllegalArgumentException if there are none
     */
    final void requireWorkers() {
        TransportConfig.requireRange("workers", workerCount(), 1, PoolConfig.MAX_WORKERS);
    }

    /** How many workers there are to be, with another default. */
    final int workerCount(int unlessSet) {
        return workers.orElse(unlessSet);
    }

    /**
     * Checks the entries of both paths, for finding what other class loaders have.
     *
     * @param growing whether classes may be added while the pool runs
     */
    final ForeignClasses classes(boolean growing) {
        return new ForeignClasses(
                WorkerClasses.checkEntries(moreClassPath),
                AddedModules.checked(moreModules),
                growing);
    }

    final TimeLimits limits(Optional<Duration> job) {
        return new TimeLimits(
                job, grace, startTimeout, stopTimeout, handlerStartTimeout, handlerStopTimeout);
    }

    final Retirement retirement() {
        return new Retirement(maxJobsPerWorker, maxMemoryPerWorker);
    }

    final Launch launch() {
        return new Launch(
                Optional.ofNullable(javaHome),
                heap,
                jvmFlags,
                environment,
                Optional.ofNullable(workingDirectory),
                niceness);
    }
}
