package org.sempool;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sempool.coordinator.Coordinator;
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
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Class<? extends JobHandler<J, R>> handler;
    private int workers = Runtime.getRuntime().availableProcessors();
    private int queueSlots = 1024;
    private int slotBytes = 1024;
    private int attempts = 3;
    private Duration startTimeout = Duration.ofSeconds(30);
    private Duration stopTimeout = Duration.ofSeconds(5);
    private final List<Path> moreClassPath = new ArrayList<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private String transport = "shm";
    private final Map<String, String> transportOptions = new HashMap<>();

    WorkerPoolBuilder(Class<? extends JobHandler<J, R>> handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
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
     * The bound of the queue, in jobs: how many may be submitted and not yet done. Fewer than the
     * workers leave some of them idle. Default: 1024.
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
     * How long {@link #build} waits for the first worker to be ready. Default: 30 seconds.
     *
     * @param timeout more than zero
     * @return this
     */
    public WorkerPoolBuilder<J, R> startTimeout(Duration timeout) {
        startTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * How long a worker may take to end when the pool closes before it is killed. Default: 5
     * seconds.
     *
     * @param timeout zero or more
     * @return this
     */
    public WorkerPoolBuilder<J, R> stopTimeout(Duration timeout) {
        stopTimeout = Objects.requireNonNull(timeout, "timeout");
        return this;
    }

    /**
     * Adds to the class path of the workers, which otherwise is that of this process.
     *
     * @param entries jars and directories, which must exist
     * @return this
     */
    public WorkerPoolBuilder<J, R> classPath(Path... entries) {
        moreClassPath.addAll(List.of(entries));
        return this;
    }

    /**
     * Adds flags to the {@code java} command of the workers, such as {@code -Xmx2g}.
     *
     * @param flags the flags, one argument each
     * @return this
     */
    public WorkerPoolBuilder<J, R> jvmFlags(String... flags) {
        jvmFlags.addAll(List.of(flags));
        return this;
    }

    /**
     * Chooses how jobs and results travel. Default: {@code shm}, shared memory.
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
     * ({@code futex}, {@code posix} or {@code polling}) and {@code directory} (where its files are
     * made instead of {@code /dev/shm}).
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
     * Starts a pool. Blocks until the first worker is ready to take jobs.
     *
     * @return the pool, to be closed by the caller
     * @throws IllegalArgumentException if a setting is bad
     * @throws PoolStartException if there is no room for the queues, or a worker ends before the
     *     first one is ready, with what it said; or if the start timeout passes
     */
    public WorkerPool<J, R> build() {
        requireRange("workers", workers, 1, MAX_WORKERS);
        requireRange("queue", queueSlots, 1, MAX_QUEUE);
        requireRange("attempts", attempts, 1, Integer.MAX_VALUE);
        require(
                startTimeout.isPositive() && startTimeout.compareTo(LONGEST) <= 0,
                "startTimeout",
                startTimeout,
                "more than zero, up to a year");
        require(
                !stopTimeout.isNegative() && stopTimeout.compareTo(LONGEST) <= 0,
                "stopTimeout",
                stopTimeout,
                "zero up to a year");
        Transport found = transport();
        PoolConfig config =
                new PoolConfig(
                        handler.getName(),
                        workers,
                        attempts,
                        workerClassPath(),
                        jvmFlags,
                        startTimeout,
                        stopTimeout,
                        transport,
                        new TransportConfig(workers, queueSlots, slotBytes, transportOptions));
        found.check(config.transport());
        return Coordinator.start(config, found, newHandler());
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

    private List<Path> workerClassPath() {
        List<Path> entries = new ArrayList<>();
        for (Path entry : moreClassPath) {
            if (!Files.exists(entry)) {
                throw new IllegalArgumentException("classPath=" + entry + " does not exist");
            }
            entries.add(entry.toAbsolutePath());
        }
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .forEach(entries::add);
        return entries;
    }

    private JobHandler<J, R> newHandler() {
        if (handler.isInterface() || Modifier.isAbstract(handler.getModifiers())) {
            throw badHandler("is abstract; name a class that implements it", null);
        }
        if (handler.isHidden() || handler.isAnonymousClass() || handler.isLocalClass()) {
            throw badHandler(
                    "has no name that a worker could find; make it a top-level class", null);
        }
        if (handler.isMemberClass() && !Modifier.isStatic(handler.getModifiers())) {
            throw badHandler("is an inner class; make it static", null);
        }
        try {
            return handler.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw badHandler("has no public constructor without parameters", e);
        } catch (IllegalAccessException e) {
            throw badHandler("is not public", e);
        } catch (InvocationTargetException e) {
            throw badHandler("threw in its constructor: " + e.getCause(), e);
        } catch (InstantiationException e) {
            throw badHandler("cannot be made: " + e, e);
        }
    }

    private IllegalArgumentException badHandler(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("handler=" + handler.getName() + " " + why, cause);
    }

    private static void requireRange(String name, int value, int least, int most) {
        require(
                value >= least && value <= most,
                name,
                value,
                most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most);
    }

    private static void require(boolean holds, String name, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(
                    name + "=" + value + " is out of range; allowed is " + allowed);
        }
    }
}
