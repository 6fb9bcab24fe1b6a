package org.sempool;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.ForeignClasses;
import org.sempool.classes.WorkerClasses;
import org.sempool.codec.HandlerArgument;
import org.sempool.config.PoolConfig;
import org.sempool.config.Retries;
import org.sempool.coordinator.PoolStart;
import org.sempool.coordinator.RelayedJob;
import org.sempool.host.HostService;
import org.sempool.process.HostName;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Transport;
import org.sempool.spi.TransportConfig;

/**
 * Workers on this machine for pools of other machines: takes jobs from a message broker, runs them
 * in worker JVMs that it starts, watches and replaces like those of a {@link WorkerPool}, and sends
 * the results back. The pools are built with the same handler and {@code transport("artemis")}.
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
 *         String broker = args[0]; // tcp://broker.example:61616
 *         try (WorkerHost host =
 *                 WorkerHost.builder(Length.class).transportOption("broker", broker).build()) {
 *             host.termination().join(); // until it is stopped
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>If the connection to the broker is lost, the host connects again for as long as it lives;
 * meanwhile its workers finish what they have. If the host is killed, its workers end with it, and
 * the broker gives their jobs to other hosts, each as the next of the job's attempts. Limits of
 * time are kept by the host, with its own clock: no time of one machine is compared with another's.
 *
 * <p>Only jobs for the same handler, of the same version, are taken: a digest of the jar or
 * directory that has the handler's class decides, and the version of Sempool's messages.
 *
 * <p>Thread-safe.
 */
public final class WorkerHost implements AutoCloseable {
    private static final Duration REFUSAL_PATIENCE = Duration.ofSeconds(2);

    private final WorkerPool<RelayedJob, MemorySegment> pool;
    private final HostService service;
    private final CompletableFuture<Void> termination = new CompletableFuture<>();
    private final Thread hook = new Thread(this::shutdownNow, "sempool-host-shutdown");
    private boolean closed;

    private WorkerHost(
            WorkerPool<RelayedJob, MemorySegment> pool, HostService service, boolean stopAtExit) {
        this.pool = pool;
        this.service = service;
        if (stopAtExit) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
        // If the pool breaks down, its jobs go to other hosts.
        var _ =
                pool.termination()
                        .whenComplete(
                                (_, broken) -> {
                                    service.close();
                                    if (broken == null) {
                                        var _ = termination.complete(null);
                                    } else {
                                        var _ = termination.completeExceptionally(broken);
                                    }
                                });
    }

    /**
     * Starts to configure a host.
     *
     * @param handler the class of the handler, as in {@link WorkerPool#builder}
     * @return a builder
     */
    public static Builder builder(Class<? extends JobHandler<?, ?>> handler) {
        return new Builder(handler);
    }

    /**
     * Waits until the host is connected to its broker.
     *
     * @param limit how long to wait at most
     * @return whether it is connected
     * @throws PoolStartException if the broker refuses this host
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitConnection(Duration limit) throws InterruptedException {
        try {
            return service.end().awaitConnection(limit.toNanos());
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * What the workers of this host have done so far, and what they are doing. The jobs have other
     * ids here than in their pools.
     *
     * @return the numbers
     */
    public PoolStats stats() {
        return pool.stats();
    }

    /**
     * A future that ends when the host has stopped; exceptionally with a {@link PoolException} if
     * it could not go on, for instance because the handler's jar has changed.
     *
     * @return the future
     */
    public CompletableFuture<Void> termination() {
        return termination.copy();
    }

    /**
     * Takes no more jobs, waits for those that run, and ends the workers. Jobs that no worker has
     * begun go to other hosts. Blocks for as long as the jobs take; an interrupt stops the host at
     * once. Idempotent.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        service.drain();
        try {
            var _ = service.awaitDrained(Long.MAX_VALUE / 2);
            service.close();
            pool.close();
        } catch (InterruptedException e) {
            shutdownNow();
            Thread.currentThread().interrupt();
        }
        removeHook();
    }

    /** Stops at once. The jobs that run are lost here, and go to other hosts. Idempotent. */
    public void shutdownNow() {
        service.disconnect();
        pool.shutdownNow();
        service.close();
        removeHook();
    }

    private void removeHook() {
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook may be what stops it.
        }
    }

    /** Configures a {@link WorkerHost}. Every setting has a default but the broker's address. */
    public static final class Builder extends WorkerSettings<Builder> {
        private final HandlerClass<?, ?> handler;
        private final WorkerSettings<?> aboutWorkers;
        private @Nullable Object handlerArgument;
        private String transport = "artemis";
        private final Map<String, String> transportOptions = new HashMap<>();
        private boolean stopAtExit = true;
        private boolean remoteExceptions;

        private Builder(Class<? extends JobHandler<?, ?>> handler) {
            this.handler = handlerClass(handler);
            this.aboutWorkers = this;
        }

        /** For the hosts within a pool. */
        Builder(HandlerClass<?, ?> handler, WorkerSettings<?> aboutWorkers) {
            this.handler = handler;
            this.aboutWorkers = aboutWorkers;
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // the host never sees jobs and results
        private static HandlerClass<?, ?> handlerClass(Class<? extends JobHandler<?, ?>> type) {
            return new HandlerClass<>((Class) Objects.requireNonNull(type, "handler"));
        }

        /**
         * Chooses how jobs come, as {@link WorkerPoolBuilder#transport} does. Default: {@code
         * artemis}.
         *
         * @param name a transport with worker hosts
         * @return this
         */
        public Builder transport(String name) {
            transport = Objects.requireNonNull(name, "name");
            return this;
        }

        /**
         * Sets an option of the transport, as {@link WorkerPoolBuilder#transportOption} does.
         *
         * @param name the option
         * @param value its value
         * @return this
         */
        public Builder transportOption(String name, String value) {
            transportOptions.put(
                    Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /**
         * Gives the handler something to be made with, as {@link WorkerPoolBuilder#handlerArgument}
         * does. Default: none.
         *
         * @param argument the argument
         * @return this
         */
        public Builder handlerArgument(Object argument) {
            handlerArgument = Objects.requireNonNull(argument, "argument");
            return this;
        }

        /**
         * Lets workers also serialize what handlers throw, for pools that are built with {@link
         * WorkerPoolBuilder#remoteExceptions}. Nothing is deserialized here. Default: off.
         *
         * @return this
         */
        public Builder remoteExceptions() {
            remoteExceptions = true;
            return this;
        }

        /**
         * Sets whether the host stops as with {@link WorkerHost#shutdownNow} when this JVM begins
         * to end, as {@link WorkerPoolBuilder#stopAtExit} does. Default: true.
         *
         * @param stop whether to stop
         * @return this
         */
        public Builder stopAtExit(boolean stop) {
            stopAtExit = stop;
            return this;
        }

        /**
         * Checks the settings as {@link #build} does, but starts nothing.
         *
         * @throws IllegalArgumentException if a setting is bad
         */
        public void check() {
            var _ = aboutWorkers.classes(false);
            var _ = hosted();
            HandlerCode code = HandlerCode.named(handler.type().getName());
            var _ = localConfig(aboutWorkers.nameOrOther(), code);
            hosted().check(remoteConfig(code));
        }

        private Transport hosted() {
            Transport chosen = Transports.named(transport);
            if (!chosen.isHosted()) {
                throw new IllegalArgumentException(
                        "transport="
                                + transport
                                + " has no worker hosts; its pools start their own workers");
            }
            return chosen;
        }

        /**
         * Starts the workers, and connects to the broker. Blocks until the first worker is ready,
         * but does not wait for a broker that does not answer.
         *
         * @return the host, for the caller to close
         * @throws IllegalArgumentException if a setting is bad
         * @throws PoolStartException if no worker can start, see {@link WorkerPoolBuilder#build};
         *     or if the broker refuses this host. No process remains
         */
        public WorkerHost build() {
            return build(aboutWorkers.classes(false));
        }

        private WorkerHost build(ForeignClasses classes) {
            check();
            Transport local = Transports.named("shm");
            HandlerArgument encoded = handler.argument(handlerArgument);
            var _ = handler.newHandler(encoded);
            WorkerClasses found = handler.classes(local, classes);
            HandlerCode code = handler.code(classes, found, null);
            PoolConfig config = localConfig(aboutWorkers.nameOrNext(), code);
            WorkerPool<RelayedJob, MemorySegment> pool =
                    new PoolStart(
                                    config,
                                    found,
                                    local,
                                    encoded,
                                    null,
                                    List.of(),
                                    RetryPolicy.immediately())
                            .startRelay();
            boolean started = false;
            try {
                WorkerHost host = join(pool, code);
                started = true;
                return host;
            } finally {
                if (!started) {
                    pool.shutdownNow();
                }
            }
        }

        private WorkerHost join(WorkerPool<RelayedJob, MemorySegment> pool, HandlerCode code) {
            HostService service;
            try {
                service =
                        HostService.start(
                                orders -> hosted().join(remoteConfig(code), orders),
                                pool,
                                aboutWorkers.workerCount(),
                                HostName.own());
            } catch (IOException e) {
                throw new PoolStartException(String.valueOf(e.getMessage()), e);
            }
            boolean joined = false;
            WorkerHost host = new WorkerHost(pool, service, stopAtExit);
            try {
                var _ = host.awaitConnection(REFUSAL_PATIENCE);
                joined = true;
                return host;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new PoolStartException("interrupted while connecting to the broker", e);
            } finally {
                if (!joined) {
                    host.shutdownNow();
                }
            }
        }

        private PoolConfig localConfig(String name, HandlerCode code) {
            aboutWorkers.requireWorkers();
            return new PoolConfig(
                    name,
                    new Retries(1, false, false),
                    remoteExceptions ? Optional.of(List.of()) : Optional.empty(),
                    aboutWorkers.limits(Optional.empty()),
                    aboutWorkers.retirement(),
                    aboutWorkers.launch(),
                    false,
                    new TransportConfig(
                            code,
                            aboutWorkers.workerCount(),
                            HostService.mostJobs(aboutWorkers.workerCount()),
                            1024,
                            OptionalLong.empty(),
                            Map.of()));
        }

        private TransportConfig remoteConfig(HandlerCode code) {
            return new TransportConfig(
                    code,
                    aboutWorkers.workerCount(),
                    HostService.mostJobs(aboutWorkers.workerCount()),
                    1024,
                    OptionalLong.empty(),
                    transportOptions);
        }
    }
}
