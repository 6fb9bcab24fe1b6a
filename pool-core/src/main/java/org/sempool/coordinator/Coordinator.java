package org.sempool.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;
import org.sempool.Outcome;
import org.sempool.PoolStartException;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;
import org.sempool.config.Check;
import org.sempool.config.PoolConfig;
import org.sempool.progress.ProgressBoard;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.HostedEnd;
import org.sempool.spi.SupervisedEnd;

/**
 * The pool's façade: accepts jobs, and starts and stops everything else.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
final class Coordinator<J, R> implements WorkerPool<J, R> {
    /** Threads for completions that block; more if there are more workers. */
    private static final int COMPLETION_THREADS = 16;

    private static final long COMPLETION_STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PoolConfig config;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Completions<R> completions;
    private final Workforce<R> workforce;
    private final ResultPump<R> pump;
    private final QueueLimits<R> queueLimits;
    private final Submission<J, R> submission;
    private final JobFuture.Hooks<R> hooks;
    private final Streams<J, R> streams;
    private final Shutdown<R> shutdown;
    private final PoolView<R> view;
    private final PendingJobs<R> pending;
    private final Listeners listeners;
    private final JobClock clock;
    private final boolean isHosted;

    Coordinator(
            PoolStart start,
            CoordinatorEnd channel,
            Codecs<J, R> codecs,
            @Nullable ProgressBoard board) {
        config = start.config();
        // Times that were read on different machines cannot be compared.
        isHosted = channel instanceof HostedEnd;
        clock = isHosted ? JobClock.stopped() : new JobClock();
        SideThreads sideThreads = new SideThreads();
        // Each pending job is in a job slot, or its result in a result slot. The results' queue is
        // rounded up to as many slots for each worker.
        int inFlight = 2 * config.transport().slots() + config.transport().workers();
        pending = new PendingJobs<>(inFlight);
        completions =
                new Completions<>(
                        start.callbackExecutor(),
                        completionThreads(config.workers()),
                        sideThreads,
                        config.transport().slots(),
                        lifecycle::noteJobEnd,
                        System::nanoTime);
        listeners = new Listeners(start.listeners());
        JobEnds ends = new JobEnds(config.name(), listeners, clock);
        JobFailures<R> jobFailures = new JobFailures<>(pending, sideThreads, completions, ends);
        workforce =
                switch (channel) {
                    case SupervisedEnd workers ->
                            new Supervisor<>(
                                    config,
                                    new WorkerLauncher(
                                            config, start.classes(), start.transport(), workers),
                                    workers,
                                    jobFailures,
                                    ends,
                                    listeners,
                                    sideThreads,
                                    board,
                                    lifecycle);
                    case HostedEnd hosts ->
                            new HostedWorkers<>(
                                    config, hosts, jobFailures, ends, listeners, lifecycle);
                };
        JobHeaders headers =
                switch (channel) {
                    case SupervisedEnd _ when codecs.relays() ->
                            JobHeaders.inPayload(config.retries());
                    case SupervisedEnd _ -> JobHeaders.forWorkers(config.retries());
                    case HostedEnd _ -> JobHeaders.forHosts(config);
                };
        Deliverer<R> deliverer =
                new Deliverer<>(
                        pending,
                        codecs.results(config.remoteExceptions()),
                        workforce,
                        completions,
                        ends);
        pump = new ResultPump<>(channel, deliverer, workforce, completions, ends);
        queueLimits = new QueueLimits<>(channel, pending, jobFailures, workforce.clock());
        submission =
                new Submission<>(
                        channel,
                        codecs.job(),
                        pending,
                        completions,
                        ends,
                        clock,
                        lifecycle,
                        config.retries(),
                        headers,
                        queueLimits);
        if (config.retries().byCoordinator()) {
            FailureRetries<R> retries =
                    new FailureRetries<>(
                            start.retryPolicy(),
                            config.retries(),
                            channel,
                            pending,
                            jobFailures,
                            ends,
                            submission,
                            workforce,
                            lifecycle);
            deliverer.retryWith(retries);
            var _ = lifecycle.termination().whenComplete((_, _) -> retries.end());
        }
        hooks = new FutureHooks<>(pending, submission, ends, pump, workforce, lifecycle);
        streams = new Streams<>(submission, pending, pump, hooks);
        view = new PoolView<>(channel, pending, ends, clock, listeners, workforce);
        shutdown =
                new Shutdown<>(
                        channel, pending, lifecycle, workforce, pump, jobFailures, listeners);
    }

    private static CompletionThreads completionThreads(int workers) {
        return new CompletionThreads(
                Math.max(COMPLETION_THREADS, workers),
                COMPLETION_STALL_NANOS,
                Thread.ofPlatform().daemon().name("sempool-completion-", 1).factory());
    }

    /** Starts everything, and returns when the first worker is ready. */
    void begin(StartGuard guard) {
        shutdown.arm(config.stopAtExit());
        guard.close();
        listeners.start();
        pump.start();
        workforce.start(
                now -> {
                    pump.watch(now);
                    completions.poll(now);
                    clock.poll(pending.accepted(), now);
                    queueLimits.poll();
                });
        try {
            workforce.awaitStart();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PoolStartException("interrupted while waiting for the first worker", e);
        }
    }

    @Override
    public CompletableFuture<R> submit(J job) {
        JobFuture<R> future = new JobFuture<>(hooks);
        var _ = submission.submit(job, future, Submission.FOREVER);
        return future;
    }

    @Override
    public CompletableFuture<R> submit(J job, JobOptions options) {
        JobFuture<R> future = newFuture(options);
        var _ = submission.submit(job, future, Submission.FOREVER);
        return future;
    }

    private JobFuture<R> newFuture(JobOptions options) {
        Objects.requireNonNull(options, "options");
        return options == JobOptions.defaults()
                ? new JobFuture<>(hooks)
                : new JobFuture<>(hooks, options);
    }

    @Override
    public List<CompletableFuture<R>> submitAll(Collection<? extends J> jobs) {
        return submitAll(jobs, JobOptions.defaults());
    }

    @Override
    public List<CompletableFuture<R>> submitAll(Collection<? extends J> jobs, JobOptions options) {
        Objects.requireNonNull(jobs, "jobs");
        List<CompletableFuture<R>> futures = new ArrayList<>(jobs.size());
        boolean all = false;
        try {
            for (J job : jobs) {
                futures.add(submit(job, options));
            }
            all = true;
            return futures;
        } finally {
            if (!all) {
                // Newest first: otherwise, a worker whose job is cancelled would take the next one.
                futures.reversed().forEach(future -> future.cancel(true));
            }
        }
    }

    @Override
    public Optional<CompletableFuture<R>> trySubmit(J job) {
        return trySubmit(job, JobOptions.defaults(), 0);
    }

    @Override
    public Optional<CompletableFuture<R>> trySubmit(J job, Duration timeout) {
        return trySubmit(job, JobOptions.defaults(), nanos(timeout));
    }

    @Override
    public Optional<CompletableFuture<R>> trySubmit(J job, JobOptions options, Duration timeout) {
        return trySubmit(job, options, nanos(timeout));
    }

    private Optional<CompletableFuture<R>> trySubmit(J job, JobOptions options, long waitNanos) {
        JobFuture<R> future = newFuture(options);
        return submission.submit(job, future, waitNanos) ? Optional.of(future) : Optional.empty();
    }

    /** In nanoseconds; for ever if a long cannot hold them. */
    private static long nanos(Duration duration) {
        Objects.requireNonNull(duration, "timeout");
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? 0 : Submission.FOREVER;
        }
    }

    @Override
    public int cancelWaiting() {
        return submission.cancelWaiting();
    }

    @Override
    public List<R> map(Collection<? extends J> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        // The list holds all results anyway, so those behind a slow job need no bound.
        return ResultStream.ordered(
                        streams,
                        jobs.stream(),
                        StreamReading.results(),
                        window(),
                        Integer.MAX_VALUE)
                .toList();
    }

    @Override
    public Stream<R> stream(Stream<? extends J> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        return ResultStream.ordered(
                streams, jobs, StreamReading.results(), window(), config.transport().slots());
    }

    @Override
    public Stream<R> streamUnordered(Stream<? extends J> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        return ResultStream.unordered(
                streams, jobs, StreamReading.results(), window(), config.transport().slots());
    }

    @Override
    public Stream<Outcome<J, R>> outcomes(Stream<? extends J> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        return ResultStream.ordered(
                streams, jobs, StreamReading.outcomes(), window(), config.transport().slots());
    }

    @Override
    public Stream<Outcome<J, R>> outcomesUnordered(Stream<? extends J> jobs) {
        Objects.requireNonNull(jobs, "jobs");
        return ResultStream.unordered(
                streams, jobs, StreamReading.outcomes(), window(), config.transport().slots());
    }

    private StreamWindow window() {
        int slots = config.transport().slots();
        // How many workers hosts have is not known.
        int workers = isHosted ? Math.ceilDiv(slots, 2) : config.workers();
        return new StreamWindow(workers, slots);
    }

    @Override
    public OptionalLong jobId(Future<?> job) {
        return job instanceof JobFuture<?> known
                ? OptionalLong.of(known.id())
                : OptionalLong.empty();
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public PoolStats stats() {
        return view.stats();
    }

    @Override
    public void suspend() {
        workforce.suspend();
    }

    @Override
    public void resume() {
        workforce.resume();
    }

    /** With the pool's name, for logs. */
    @Override
    public String toString() {
        return "WorkerPool[" + config.name() + ", " + (isClosed() ? "closed" : "open") + "]";
    }

    @Override
    public void close() {
        var _ = shutdown.close(streams::dropUnread, Long.MAX_VALUE);
    }

    @Override
    public boolean close(Duration limit) {
        Check.notNegative("limit", limit);
        return shutdown.close(streams::dropUnread, nanos(limit));
    }

    @Override
    public boolean isClosed() {
        return !lifecycle.isAccepting();
    }

    @Override
    public CompletableFuture<Void> termination() {
        return lifecycle.termination();
    }

    @Override
    public void shutdownNow() {
        shutdown.shutdownNow();
    }
}
