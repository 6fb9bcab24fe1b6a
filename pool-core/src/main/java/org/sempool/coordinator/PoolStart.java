package org.sempool.coordinator;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sempool.JobHandler;
import org.sempool.PoolListener;
import org.sempool.PoolStartException;
import org.sempool.RetryPolicy;
import org.sempool.WorkerPool;
import org.sempool.classes.WorkerClasses;
import org.sempool.codec.HandlerArgument;
import org.sempool.config.PoolConfig;
import org.sempool.process.ProcessLimits;
import org.sempool.progress.ProgressBoard;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.Transport;

/**
 * Starts a pool.
 *
 * @param config the builder's settings
 * @param classes where the workers find classes
 * @param transport the transport that the configuration names
 * @param argument what the workers' handlers are made with, or null
 * @param callbackExecutor runs the futures' callbacks, or null for the pool's own threads
 * @param listeners are told what happens
 * @param retryPolicy decides about what handlers throw, if that is retried
 */
public record PoolStart(
        PoolConfig config,
        WorkerClasses classes,
        Transport transport,
        @Nullable HandlerArgument argument,
        @Nullable Executor callbackExecutor,
        List<PoolListener> listeners,
        RetryPolicy retryPolicy) {

    /** Copies the listeners. */
    public PoolStart {
        listeners = List.copyOf(listeners);
    }

    /**
     * Starts the pool, and returns when its first worker is ready.
     *
     * @param handler provides the codecs, on the caller's thread
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     * @return the pool
     * @throws IllegalArgumentException if the handler gives no usable codecs
     * @throws PoolStartException if it cannot start; whatever is thrown, nothing is left behind
     */
    public <J, R> WorkerPool<J, R> start(JobHandler<J, R> handler) {
        // User code first: whatever it throws, there is nothing to clean up yet.
        return start(Codecs.of(handler));
    }

    /**
     * Starts the pool of a worker host, which passes jobs and reports on as they are. What a
     * handler throws fails a job with a {@link RelayedFailureException}.
     *
     * @return the pool
     * @throws PoolStartException if it cannot start
     */
    public WorkerPool<RelayedJob, MemorySegment> startRelay() {
        return start(Codecs.relaying());
    }

    private <J, R> WorkerPool<J, R> start(Codecs<J, R> codecs) {
        return OwnThread.call(
                "sempool-start",
                () -> {
                    try (StartGuard guard = new StartGuard()) {
                        return start(codecs, guard);
                    }
                });
    }

    private <J, R> WorkerPool<J, R> start(Codecs<J, R> codecs, StartGuard guard) {
        MemoryReserve reserve = new MemoryReserve();
        CoordinatorEnd channel = open();
        Runnable undo = channel::close;
        try {
            ProgressBoard board =
                    channel instanceof SupervisedEnd workers ? writeFiles(workers) : null;
            Coordinator<J, R> coordinator = new Coordinator<>(this, channel, codecs, board);
            undo = coordinator::shutdownNow;
            coordinator.begin(guard);
            return coordinator;
        } catch (Throwable e) {
            reserve.release();
            try {
                undo.run();
            } catch (Throwable alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
    }

    private CoordinatorEnd open() {
        try {
            ProcessLimits.own().requireFilesFor(config.workers(), ProcessLimits.filesOpen());
            return transport.open(config.transport());
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Writes the files that the workers need. */
    private @Nullable ProgressBoard writeFiles(SupervisedEnd channel) {
        try {
            classes.copies().writeTo(channel.directory());
            Path directory = channel.directory().orElse(null);
            if (argument != null) {
                if (directory == null) {
                    throw new IOException("the transport has no place for handlerArgument");
                }
                argument.writeTo(directory);
            }
            return directory == null ? null : ProgressBoard.create(directory, config.workers());
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }
}
