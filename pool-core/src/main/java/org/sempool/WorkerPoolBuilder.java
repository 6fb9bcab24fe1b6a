package org.sempool;

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
import org.sempool.codec.HandlerArgument;
import org.sempool.config.Check;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retries;
import org.sempool.coordinator.PoolStart;
import org.sempool.serial.AllowList;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/**
 * Configures a {@link WorkerPool}. Every setting has a default; {@link #build} rejects a bad one
 * and names it. Not thread-safe; may build several pools.
 *
 * <pre>{@code
 * public final class Example {
 *     public static final class Length implements JobHandler<String, Integer> {
 *         public Integer handle(String job, JobContext context) {
 *             return job.length();
 *         }
 *     }
 *
 *     public static void main(String[] args) {
 *         WorkerPoolBuilder<String, Integer> builder =
 *                 WorkerPool.builder(Length.class)
 *                         .workers(2)
 *                         .heap(64 << 20) // bytes, for each worker
 *                         .jobTimeout(Duration.ofSeconds(10))
 *                         .attempts(2);
 *         try (WorkerPool<String, Integer> pool = builder.build()) {
 *             System.out.println(pool.submit("twelve chars").join()); // prints 12
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public final class WorkerPoolBuilder<J, R> extends WorkerSettings<WorkerPoolBuilder<J, R>> {
    private final HandlerClass<J, R> handler;
    private final WorkerSettings<?> aboutWorkers;
    private @Nullable Object handlerArgument;
    private int queueSlots = 1024;
    private int slotBytes = 1024;
    private OptionalLong payloadMemory = OptionalLong.empty();
    private int attempts = 3;
    private boolean retryFailures;
    private @Nullable List<String> remoteExceptions;
    private RetryPolicy retryPolicy = RetryPolicy.immediately();
    private @Nullable Duration jobTimeout;
    private String transport = "shm";
    private final Map<String, String> transportOptions = new HashMap<>();
    private boolean stopAtExit = true;
    private @Nullable Executor callbackExecutor;
    private final List<PoolListener> listeners = new ArrayList<>();
    private @Nullable JobHandler<J, R> submitted;

    WorkerPoolBuilder(Class<? extends JobHandler<J, R>> handler) {
        this.handler = new HandlerClass<>(Objects.requireNonNull(handler, "handler"));
        this.aboutWorkers = this;
    }

    /** Takes the settings about workers from another builder. */
    WorkerPoolBuilder(Class<? extends JobHandler<J, R>> handler, WorkerSettings<?> aboutWorkers) {
        this.handler = new HandlerClass<>(handler);
        this.aboutWorkers = aboutWorkers;
    }

    /**
     * Sets how many slots each of the pool's two queues has. A job holds a slot of the jobs queue
     * until its result is published, and the result holds a slot of the results queue until the
     * pool has read it. So at most this many jobs wait or run, and at most this many results wait
     * to be read. (The workers have equal shares of the results queue, rounded up; a worker whose
     * share is full waits.) The jobs that are submitted and have not ended are at most twice as
     * many, or three times as many if callbacks are slow, see {@link WorkerPool}. While no slot is
     * free for a job, {@link WorkerPool#submit(Object)} blocks. With fewer slots than workers, some
     * workers stay idle. Default: 1024.
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
     * and half for results. While there is no room for a job, {@link WorkerPool#submit(Object)}
     * blocks. A payload larger than its half is written to a file, which is slower. Memory is taken
     * when it is first needed, and returned when the pool is idle. Default: a quarter of what is
     * free where the pool's files are, or of the container's memory if that is less; at most 256
     * MiB.
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
        return retryFailures(RetryPolicy.immediately());
    }

    /**
     * Also retries a job when the handler throws, until its {@link #attempts} are spent, if and
     * when the policy says so. With pauses or a condition, the pool keeps each job, and its codec
     * writes the job again for each retry, in a thread of the pool's: so a job must not be changed
     * until its future has ended. {@link WorkerPool#close()} waits for retries. Default: a job
     * fails when its handler throws.
     *
     * @param policy which jobs are retried, and when
     * @return this
     */
    public WorkerPoolBuilder<J, R> retryFailures(RetryPolicy policy) {
        retryFailures = true;
        retryPolicy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Lets {@link JobFailedException#remote} give the exception itself, as an object: workers then
     * also serialize what handlers throw, which costs time and up to 1 MiB for each failing job.
     * The submitter reads it when it is asked for, if all classes in it are allowed here. Default:
     * off; nothing is deserialized.
     *
     * <p>Reading an object runs code of its class, and a worker that was taken over may send any.
     * So allow only what is needed: {@code "com.acme.orders.*"} for a package, {@code
     * "com.acme.orders.**"} for those below it, too, or the name of a class. The JDK's classes in
     * {@code java.base} are always allowed. Limits may follow, as {@code "maxdepth=1000"}.
     *
     * @param allowed patterns of classes, as of {@link java.io.ObjectInputFilter}
     * @return this
     * @throws IllegalArgumentException if one is no such pattern
     */
    public WorkerPoolBuilder<J, R> remoteExceptions(String... allowed) {
        List<String> patterns = Check.noneNull("allowed", allowed);
        var _ = AllowList.of("remoteExceptions", patterns);
        remoteExceptions = patterns;
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
     * Chooses how jobs and results travel. Default: {@code shm}, shared memory. {@code chronicle}
     * needs {@code net.openhft:chronicle-queue} on the class path, and some flags for this JVM;
     * {@link #build} lists them if they are missing. {@code artemis} has its workers on other
     * machines, at {@linkplain WorkerHost hosts} that meet the pool at a message broker; it needs
     * {@code org.apache.artemis:artemis-jakarta-client}, and the option {@code broker}.
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
     * {@code /dev/shm} or the system's temporary directory). For {@code artemis}: {@code broker}
     * (the address, {@code tcp://host:port} or {@code ssl://host:port}, several with commas
     * between), {@code pool} (the name on the broker; default: {@code default}), {@code batch} (a
     * name under which another pool goes on if this one is killed), {@code user} and {@code
     * password} or {@code password-file}, {@code trust-store}, {@code key-store} and the files of
     * their passwords.
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
     * Sets whether the pool stops as with {@link WorkerPool#shutdownNow} when this JVM begins to
     * end, by {@code System.exit} or SIGTERM for instance. Default: true. With false, a shutdown
     * hook of the program can finish what it has begun and then close the pool; hooks run at the
     * same time, so the pool's own would not wait for that. If the JVM ends without a close, the
     * workers end as well, and the next pool removes the files that are left.
     *
     * @param stop whether to stop
     * @return this
     */
    public WorkerPoolBuilder<J, R> stopAtExit(boolean stop) {
        stopAtExit = stop;
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
     * {@link WorkerPool#submit(Object)} blocks, except in a callback. The pool does not shut it
     * down.
     *
     * @param executor the executor; may run tasks in the calling thread
     * @return this
     */
    public WorkerPoolBuilder<J, R> callbackExecutor(Executor executor) {
        callbackExecutor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Adds a listener that is told what happens in the pool, on a thread of its own. Several may be
     * added, each is told everything. Default: none.
     *
     * @param listener the listener
     * @return this
     */
    public WorkerPoolBuilder<J, R> listener(PoolListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
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
     * Gives the handler something to be made with, such as the path of a model or a connection's
     * address: its public constructor with one parameter of this type is called instead of the one
     * without parameters, in each worker and once in this process. The argument travels by a codec
     * that follows from the parameter's type, see {@link Codec#records}, and is not shown on a
     * command line. It cannot have a codec of its own: what has none is passed as a {@code String},
     * or as a record. Default: none.
     *
     * @param argument the argument; {@link #build} encodes it, and rejects one that cannot travel
     * @return this
     */
    public WorkerPoolBuilder<J, R> handlerArgument(Object argument) {
        handlerArgument = Objects.requireNonNull(argument, "argument");
        return this;
    }

    /**
     * Checks the settings as {@link #build} does, but starts nothing. It cannot find problems of
     * the handler, the machine or its files that show only when a pool starts. Does not block.
     *
     * @throws IllegalArgumentException if a setting is bad
     */
    public void check() {
        var _ = aboutWorkers.classes(false);
        HandlerCode code = HandlerCode.named(handler.type().getName());
        Transports.named(transport).check(config(aboutWorkers.nameOrOther(), code).transport());
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
        return build(aboutWorkers.classes(false));
    }

    /** Starts a pool whose workers also have these classes, which no other pool uses. */
    WorkerPool<J, R> build(ForeignClasses classes) {
        check();
        HandlerArgument encoded = handler.argument(handlerArgument);
        JobHandler<J, R> made = handler.newHandler(encoded);
        Transport chosen = Transports.named(transport);
        WorkerClasses found = handler.classes(chosen, classes);
        // Hosts have arguments of their own.
        HandlerCode code = handler.code(classes, found, chosen.isHosted() ? null : encoded);
        PoolConfig config = config(aboutWorkers.nameOrNext(), code);
        JobHandler<J, R> codecs = submitted == null ? made : submitted;
        WorkerHost host = chosen.isHosted() && config.workers() > 0 ? startHost() : null;
        boolean started = false;
        try {
            WorkerPool<J, R> pool =
                    new PoolStart(
                                    config,
                                    found,
                                    chosen,
                                    encoded,
                                    callbackExecutor,
                                    listeners,
                                    retryPolicy)
                            .start(codecs);
            if (host != null) {
                var _ = pool.termination().whenComplete((_, _) -> host.shutdownNow());
            }
            started = true;
            return pool;
        } finally {
            if (!started && host != null) {
                host.shutdownNow();
            }
        }
    }

    /** The workers on this machine of a pool that has hosts. */
    private WorkerHost startHost() {
        WorkerHost.Builder builder =
                new WorkerHost.Builder(handler, aboutWorkers).transport(transport);
        transportOptions.forEach(builder::transportOption);
        if (handlerArgument != null) {
            builder.handlerArgument(handlerArgument);
        }
        if (remoteExceptions != null) {
            builder.remoteExceptions();
        }
        return builder.stopAtExit(stopAtExit).build();
    }

    private PoolConfig config(String name, HandlerCode code) {
        boolean hosted = Transports.named(transport).isHosted();
        if (!hosted) {
            aboutWorkers.requireWorkers();
        }
        return new PoolConfig(
                name,
                new Retries(
                        attempts,
                        retryFailures,
                        retryFailures && (hosted || !retryPolicy.isImmediate())),
                Optional.ofNullable(remoteExceptions),
                aboutWorkers.limits(Optional.ofNullable(jobTimeout)),
                aboutWorkers.retirement(),
                aboutWorkers.launch(),
                stopAtExit,
                new TransportConfig(
                        code,
                        hosted ? aboutWorkers.workerCount(0) : aboutWorkers.workerCount(),
                        queueSlots,
                        slotBytes,
                        payloadMemory,
                        transportOptions));
    }
}
