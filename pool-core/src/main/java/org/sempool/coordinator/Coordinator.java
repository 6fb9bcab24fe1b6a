package org.sempool.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.PayloadTooLargeException;
import org.sempool.PoolBrokenException;
import org.sempool.PoolClosedException;
import org.sempool.PoolConfig;
import org.sempool.PoolException;
import org.sempool.PoolStartException;
import org.sempool.SubmitInterruptedException;
import org.sempool.WorkerPool;
import org.sempool.classes.WorkerClasses;
import org.sempool.process.ProcessLimits;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Transport;
import org.sempool.wire.PayloadLimitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pool as its users see it: accepts jobs, and starts and stops everything else.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public final class Coordinator<J, R> implements WorkerPool<J, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long COMPLETIONS_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);
    private static final long COMPLETION_PATIENCE_MILLIS = 500;
    private static final String STOPPED_EARLY = "the pool was stopped before a worker was ready";

    /** Threads for completions that block, unless there are more workers to wait for. */
    private static final int COMPLETION_THREADS = 16;

    private static final long COMPLETION_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PoolConfig config;
    private final Codec<J> jobCodec;
    private final CoordinatorEnd end;
    private final PendingJobs<R> pending;
    private final ResultPump<R> pump;
    private final Supervisor<R> supervisor;
    private final SideThreads sideThreads = new SideThreads();
    private final Completions<R> completions;
    private final Thread shutdownHook;

    /** There from the beginning: when a pool breaks down, threads may be what is wanting. */
    private final Thread breakdown;

    private final PoolClock clock = new PoolClock(System::nanoTime);
    private final CountDownLatch brokenOrStopped = new CountDownLatch(1);
    private final Users users = new Users();
    private final Streams streams = new Streams();
    private final ReentrantLock stopping = new ReentrantLock();
    private final Object ended = new Object();
    private volatile boolean accepting = true;
    private final AtomicReference<@Nullable PoolException> brokenBy = new AtomicReference<>();
    private volatile boolean stopped;

    private Coordinator(
            PoolConfig config,
            WorkerClasses classes,
            Transport transport,
            CoordinatorEnd end,
            Codecs<J, R> codecs,
            @Nullable Executor callbackExecutor) {
        this.config = config;
        this.end = end;
        this.jobCodec = codecs.job();
        // Each job is in a job slot, or its result in a result slot.
        this.pending = new PendingJobs<>(2 * config.transport().slots());
        this.completions =
                new Completions<>(
                        callbackExecutor,
                        new CompletionThreads(
                                Math.max(COMPLETION_THREADS, config.workers()),
                                COMPLETION_STALL_NANOS,
                                Thread.ofPlatform()
                                        .daemon()
                                        .name("sempool-completion-", 1)
                                        .factory()),
                        sideThreads,
                        config.transport().slots(),
                        this::jobEnded,
                        System::nanoTime);
        this.pump = new ResultPump<>(end, pending, codecs.result(), new News(), completions);
        this.supervisor =
                new Supervisor<>(
                        config,
                        classes,
                        transport,
                        end,
                        pending,
                        pump,
                        sideThreads,
                        completions,
                        clock,
                        this::breakDown);
        this.shutdownHook = new Thread(this::shutdownNow, "sempool-shutdown");
        this.breakdown =
                Thread.ofPlatform()
                        .daemon()
                        .name("sempool-breakdown")
                        .unstarted(this::stopWhenBroken);
    }

    /**
     * Starts a pool, and returns when its first worker is ready.
     *
     * @param config what the builder was told
     * @param classes where the workers find classes
     * @param transport the transport that the configuration names
     * @param handler asked for its codecs only, on the caller's thread
     * @param callbackExecutor runs what is attached to futures, or null for the pool's own threads
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     * @return the pool
     * @throws IllegalArgumentException if the handler gives no usable codecs
     * @throws PoolStartException if it cannot start; nothing is left then, whatever is thrown
     */
    public static <J, R> WorkerPool<J, R> start(
            PoolConfig config,
            WorkerClasses classes,
            Transport transport,
            JobHandler<J, R> handler,
            @Nullable Executor callbackExecutor) {
        // First what is the user's: whatever that throws, nothing is there that could be left.
        Codecs<J, R> codecs = Codecs.of(handler);
        return OwnThread.call(
                "sempool-start",
                () -> {
                    try (StartGuard guard = new StartGuard()) {
                        return start(config, classes, transport, codecs, callbackExecutor, guard);
                    }
                });
    }

    private static <J, R> WorkerPool<J, R> start(
            PoolConfig config,
            WorkerClasses classes,
            Transport transport,
            Codecs<J, R> codecs,
            @Nullable Executor callbackExecutor,
            StartGuard guard) {
        Reserve reserve = new Reserve();
        CoordinatorEnd end;
        try {
            ProcessLimits.own().requireFilesFor(config.workers(), ProcessLimits.filesOpen());
            end = transport.open(config.transport());
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
        Runnable undo = end::close;
        try {
            write(classes, end);
            Coordinator<J, R> coordinator =
                    new Coordinator<>(config, classes, transport, end, codecs, callbackExecutor);
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

    private static void write(WorkerClasses classes, CoordinatorEnd end) {
        try {
            classes.copies().writeTo(end.directory());
        } catch (IOException e) {
            throw new PoolStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private void begin(StartGuard guard) {
        StartGuard.addHook(shutdownHook);
        guard.close();
        breakdown.start();
        pump.start();
        supervisor.start();
        try {
            supervisor.firstReady().await(config.startTimeout(), clock, supervisor.workers());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PoolStartException("interrupted while waiting for the first worker", e);
        }
    }

    /** Passes on what workers say. (The supervisor is made after the pump, and knows it.) */
    private final class News implements ResultPump.WorkerNews {
        @Override
        public void ready(int worker, long pid) {
            supervisor.ready(worker, pid);
        }

        @Override
        public void retiring(int worker, long pid) {
            supervisor.retiring(worker, pid);
        }

        @Override
        public void hasWorked(int worker) {
            supervisor.hasWorked(worker);
        }

        @Override
        public void unreadable(Throwable why) {
            breakDown(
                    why instanceof BrokenTransportException broken
                            ? broken(broken)
                            : new PoolBrokenException(
                                    "the workers cannot be heard any more: " + why, why));
        }
    }

    @Override
    public CompletableFuture<R> submit(J job) {
        JobFuture<R> future = new JobFuture<>(users);
        var _ = submitWithin(job, future, FOREVER);
        return future;
    }

    @Override
    public Optional<CompletableFuture<R>> trySubmit(J job) {
        return trySubmit(job, 0);
    }

    @Override
    public Optional<CompletableFuture<R>> trySubmit(J job, Duration timeout) {
        return trySubmit(job, nanos(timeout));
    }

    private Optional<CompletableFuture<R>> trySubmit(J job, long waitNanos) {
        JobFuture<R> future = new JobFuture<>(users);
        return submitWithin(job, future, waitNanos) ? Optional.of(future) : Optional.empty();
    }

    /** In nanoseconds; for ever if it is longer than a long can say. */
    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : FOREVER;
        }
    }

    /** Returns false if there was no room in time. */
    private boolean submitWithin(J job, JobFuture<R> future, long waitNanos) {
        Objects.requireNonNull(job, "job");
        JobDraft draft = awaitRoom(waitNanos);
        if (draft == null) {
            return false;
        }
        boolean published = false;
        try {
            // First pending, then a look at whether the pool still accepts: close() does it in the
            // other order, so either this sees the closing or that sees the job.
            pending.add(future);
            checkAccepting();
            future.setNested(completions.isNested());
            draft.setJobId(future.id());
            jobCodec.encode(job, draft.payload());
            future.setTicket(draft.ticket());
            draft.publish();
            published = true;
            return true;
        } catch (PayloadLimitException e) {
            throw new PayloadTooLargeException(String.valueOf(e.getMessage()), e);
        } catch (BrokenTransportException e) {
            breakDown(broken(e));
            checkAccepting();
            throw e;
        } catch (IllegalStateException e) {
            // The memory is gone if the pool was stopped meanwhile.
            checkAccepting();
            throw e;
        } finally {
            if (!published) {
                takeBack(future, draft);
            }
        }
    }

    private void takeBack(JobFuture<R> future, JobDraft draft) {
        var _ = pending.remove(future.id());
        jobEnded();
        try {
            draft.abandon();
        } catch (IllegalStateException e) {
            LOG.debug("the pool was stopped while a job was being submitted", e);
        }
    }

    /** A place in the queue, or null if there was none in time. */
    private @Nullable JobDraft awaitRoom(long waitNanos) {
        long start = System.nanoTime();
        long left = waitNanos;
        while (true) {
            checkAccepting();
            if (completions.isFull()) {
                LockSupport.parkNanos(completions, Math.min(left, COMPLETIONS_PAUSE_NANOS));
            } else {
                JobDraft draft = draftUnlessClosed(Math.min(left, WAIT_NANOS));
                if (draft != null) {
                    return draft;
                }
            }
            if (waitNanos != FOREVER) {
                left = waitNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return null;
                }
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new SubmitInterruptedException();
            }
        }
    }

    private @Nullable JobDraft draftUnlessClosed(long waitNanos) {
        try {
            return end.draftJob(waitNanos);
        } catch (IllegalStateException e) {
            // The memory is gone if the pool was stopped since we looked.
            checkAccepting();
            throw e;
        } catch (IndexOutOfBoundsException | InternalError e) {
            breakDown(
                    new PoolBrokenException(
                            "what is in " + end.address() + " is damaged: " + e, e));
            checkAccepting();
            throw e;
        }
    }

    private void checkAccepting() {
        if (accepting) {
            return;
        }
        PoolException cause = brokenBy.get();
        if (cause != null) {
            throw new PoolClosedException("the pool has stopped: " + cause.getMessage(), cause);
        }
        throw new PoolClosedException("the pool is closed; the job was not accepted");
    }

    /** What becomes of jobs when the users of their futures do something. */
    private final class Users implements JobFuture.Owner<R> {
        @Override
        public void waiting(JobFuture<R> job) {
            if (!pending.isNewest(job.id())) {
                // With others under way the thread that waits for all gets many at a time.
                return;
            }
            try {
                pump.takeResultOf(job.id());
            } catch (RuntimeException | Error e) {
                LOG.debug("left to the thread that waits for all results", e);
            }
        }

        @Override
        public boolean take(JobFuture<R> job) {
            return pending.remove(job.id()) != null;
        }

        @Override
        public void stop(JobFuture<R> job, boolean mayInterrupt) {
            try {
                if (!withdraw(job)) {
                    supervisor.stopJob(job.id(), job.ticket(), mayInterrupt);
                }
            } finally {
                jobEnded();
            }
        }
    }

    /** Takes a job back, if no worker has it; returns whether none ever will. */
    private boolean withdraw(JobFuture<R> job) {
        try {
            return end.withdraw(job.ticket());
        } catch (IllegalStateException e) {
            LOG.debug("job {} was cancelled after the pool had stopped", job.id(), e);
            return true;
        }
    }

    @Override
    public int cancelWaiting() {
        int cancelled = 0;
        for (JobFuture<R> job : pending.all()) {
            // If it is not pending any more, the thread that took it out ends it.
            if (job.hasTicket() && withdraw(job) && pending.remove(job.id()) != null) {
                job.cancelWithdrawn();
                jobEnded();
                cancelled++;
            }
        }
        return cancelled;
    }

    @Override
    public List<R> map(Collection<? extends J> jobs) {
        // All are kept anyway, so there is no bound for those behind a slow one.
        return ResultStream.ordered(streams, jobs.stream(), window(), Integer.MAX_VALUE).toList();
    }

    @Override
    public Stream<R> stream(Stream<? extends J> jobs) {
        return ResultStream.ordered(streams, jobs, window(), config.transport().slots());
    }

    @Override
    public Stream<R> streamUnordered(Stream<? extends J> jobs) {
        return ResultStream.unordered(streams, jobs, window(), config.transport().slots());
    }

    private StreamWindow window() {
        return new StreamWindow(config.workers(), config.transport().slots());
    }

    /** The pool, for its streams. */
    private final class Streams implements ResultStream.Source<J, R> {
        @Override
        public StreamJobs.Job<R> newJob(StreamJobs<R> stream) {
            return new StreamJobs.Job<>(users, stream);
        }

        @Override
        public boolean submit(J job, StreamJobs.Job<R> future, long waitNanos) {
            return submitWithin(job, future, waitNanos);
        }

        @Override
        public long delivered() {
            return pump.delivered();
        }

        @Override
        public void drop(StreamJobs<R> stream) {
            dropJobs(stream::equals, job -> job.cancel(true));
        }
    }

    /** The jobs of streams that nobody will read, as it seems, need not run. */
    private void dropUnread() {
        dropJobs(
                stream -> !stream.isReadToTheEnd(),
                job ->
                        job.completeExceptionally(
                                new PoolClosedException(
                                        "the pool was closed before the stream was read to its"
                                                + " end")));
    }

    /** The newest first: a worker that is told to stop would take the next one. */
    private void dropJobs(Predicate<StreamJobs<R>> ofStream, Consumer<StreamJobs.Job<R>> drop) {
        pending.all().stream()
                .filter(JobFuture::hasTicket)
                .filter(
                        job ->
                                job instanceof StreamJobs.Job<R> streamed
                                        && ofStream.test(streamed.stream()))
                .sorted(Comparator.<JobFuture<R>>comparingLong(JobFuture::id).reversed())
                .forEach(job -> drop.accept((StreamJobs.Job<R>) job));
    }

    @Override
    public void suspend() {
        supervisor.suspension().suspend();
    }

    @Override
    public void resume() {
        supervisor.suspension().resume();
    }

    @Override
    public void close() {
        LOG.debug("closing");
        accepting = false;
        resume();
        try {
            awaitNoPending();
            supervisor.awaitStops();
            stop(true);
        } catch (InterruptedException e) {
            shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitNoPending() throws InterruptedException {
        while (!stopped && !pending.isEmpty()) {
            // In each round: a job that is being published is dropped in the next.
            dropUnread();
            synchronized (ended) {
                if (!stopped && !pending.isEmpty()) {
                    // Bounded for these looks; a job may take as long as it likes.
                    ended.wait(TimeUnit.NANOSECONDS.toMillis(WAIT_NANOS));
                }
            }
        }
    }

    /** Called whenever a job has left the pending ones. */
    private void jobEnded() {
        if (!accepting) {
            synchronized (ended) {
                ended.notifyAll();
            }
        }
    }

    @Override
    public void shutdownNow() {
        accepting = false;
        supervisor.expectEnds();
        try {
            supervisor.workers().killAll();
        } finally {
            stopAtOnce();
        }
    }

    private void stopAtOnce() {
        try {
            stop(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static PoolBrokenException broken(BrokenTransportException e) {
        return new PoolBrokenException(String.valueOf(e.getMessage()), e);
    }

    /** The pool cannot go on: what waits for a worker must not wait for ever. */
    private void breakDown(PoolException cause) {
        // The deaths of those that are killed now are no news.
        supervisor.expectEnds();
        if (!brokenBy.compareAndSet(null, cause)) {
            return;
        }
        accepting = false;
        LOG.error("the pool stops: {}", cause.getMessage());
        var _ = supervisor.firstReady().fail(cause);
        // Not on the supervisor's thread, which takes part in stopping.
        brokenOrStopped.countDown();
    }

    /** Waits as long as the pool lives. */
    private void stopWhenBroken() {
        try {
            brokenOrStopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (brokenBy.get() != null) {
            shutdownNow();
        }
    }

    private void stop(boolean gracefully) throws InterruptedException {
        // Held for a bounded time, and what stops must stop: an interrupt does not matter here.
        stopping.lock();
        try {
            if (stopped) {
                return;
            }
            supervisor.expectEnds();
            pump.end();
            try {
                if (gracefully) {
                    supervisor.workers().sayFarewell();
                    end.endJobs();
                    if (!supervisor.workers().awaitEnds(config.stopTimeout(), clock)) {
                        LOG.warn("workers that did not end in time are killed");
                    }
                }
            } finally {
                stopForGood();
            }
        } finally {
            stopping.unlock();
        }
    }

    private void stopForGood() {
        stopped = true;
        supervisor.suspension().end();
        brokenOrStopped.countDown();
        boolean interrupted = Thread.interrupted();
        try {
            endWorkers();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            pump.awaitEnd();
            try {
                end.close();
            } finally {
                // Even if something could not be removed, nobody may go on waiting for a result.
                removeShutdownHook();
                var _ = supervisor.firstReady().fail(new PoolClosedException(STOPPED_EARLY));
                failPending();
                completions.settle(COMPLETION_PATIENCE_MILLIS);
                sideThreads.end(COMPLETION_PATIENCE_MILLIS);
            }
        }
        LOG.debug("closed");
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endWorkers() throws InterruptedException {
        try {
            supervisor.workers().killAll();
            supervisor.stop();
        } finally {
            supervisor.workers().killAll();
            if (!supervisor.workers().awaitEnds(KILL_PATIENCE, clock)) {
                LOG.error("a killed worker does not end; the system may be stuck on its files");
            }
        }
        LOG.debug("the workers have ended");
    }

    private void failPending() {
        PoolException cause = brokenBy.get();
        String message =
                cause == null
                        ? "the pool was stopped before the job had ended"
                        : "the pool has stopped: " + cause.getMessage();
        for (JobFuture<R> job : pending.removeAll()) {
            PoolClosedException failure =
                    cause == null
                            ? new PoolClosedException(message)
                            : new PoolClosedException(message, cause);
            // What is attached to a future may block, even on the end of this very stop.
            completions.endAside(job, null, failure);
        }
        jobEnded();
    }

    private void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException alreadyShuttingDown) {
            LOG.debug("stopped by the JVM's shutdown", alreadyShuttingDown);
        }
    }
}
