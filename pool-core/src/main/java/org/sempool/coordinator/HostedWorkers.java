package org.sempool.coordinator;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolBrokenException;
import org.sempool.WorkerDeath;
import org.sempool.WorkerStats;
import org.sempool.config.PoolConfig;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.HostedEnd;
import org.sempool.wire.DeathReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workers that hosts on any machine have started, and take care of. What is left to do here: pass
 * on that a job is to be cancelled until its host has obeyed, and collect the deaths of workers.
 *
 * <p>All of it but the reports of deaths is done by one thread.
 */
final class HostedWorkers<R> implements Workforce<R> {
    private static final Logger LOG = LoggerFactory.getLogger(HostedWorkers.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final PoolConfig config;
    private final HostedEnd channel;
    private final JobFailures<R> jobFailures;
    private final JobEnds ends;
    private final Listeners listeners;
    private final Lifecycle lifecycle;
    private final PoolClock clock = new PoolClock(System::nanoTime);
    private final EventThread thread;
    private final HostsWatch watch;

    /** The tickets of jobs that are to be cancelled at once, by id. */
    private final Map<Long, Long> cancelled = new HashMap<>();

    private final AtomicLong deaths = new AtomicLong();

    HostedWorkers(
            PoolConfig config,
            HostedEnd channel,
            JobFailures<R> jobFailures,
            JobEnds ends,
            Listeners listeners,
            Lifecycle lifecycle) {
        this.config = config;
        this.channel = channel;
        this.jobFailures = jobFailures;
        this.ends = ends;
        this.listeners = listeners;
        this.lifecycle = lifecycle;
        this.thread = new EventThread("sempool-hosts", lifecycle::expectsDeaths);
        this.watch = new HostsWatch(channel);
    }

    @Override
    public PoolClock clock() {
        return clock;
    }

    @Override
    public void start(LongConsumer alsoPoll) {
        thread.runEvery(TICK, () -> poll(alsoPoll));
        var _ = lifecycle.firstReady().succeed();
    }

    private void poll(LongConsumer alsoPoll) {
        try {
            channel.check();
        } catch (BrokenTransportException e) {
            lifecycle.breakDown(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            return;
        }
        // The clock must be read often.
        var _ = clock.nanos();
        alsoPoll.accept(System.nanoTime());
        orderCancels();
        watch.poll();
    }

    /** Without hosts jobs wait: some may come at any time. */
    @Override
    public void awaitStart() throws InterruptedException {
        LOG.debug("connected to {}", channel.address());
        watch.awaitStart();
    }

    @Override
    public void cancel(JobFuture<R> job, boolean atOnce) {
        if (atOnce) {
            thread.run(
                    () -> {
                        cancelled.put(job.id(), job.ticket());
                        orderCancels();
                    });
        }
        // Otherwise the attempt that runs may end; it is the last, as the job is not pending.
    }

    private void orderCancels() {
        cancelled
                .entrySet()
                .removeIf(job -> channel.withdraw(job.getValue()) || !channel.has(job.getValue()));
        cancelled.keySet().forEach(channel::orderCancel);
    }

    @Override
    public @Nullable Attempt attemptAt(long jobId) {
        return null;
    }

    @Override
    public void suspend() {
        throw new UnsupportedOperationException(
                "the workers of other machines cannot be suspended; transport="
                        + "artemis has no suspend()");
    }

    /** They are never suspended. */
    @Override
    public void resume() {}

    @Override
    public void endSuspension() {}

    @Override
    public void awaitCancelled(Duration most) throws InterruptedException {
        long patience =
                Math.min(
                        EventThread.nanos(most),
                        EventThread.nanos(config.limits().grace().plus(config.limits().stop())));
        long end = clock.nanos() + patience;
        boolean any = true;
        while (any && !lifecycle.expectsDeaths() && end - clock.nanos() > 0) {
            CountDownLatch done = new CountDownLatch(1);
            thread.run(
                    () -> {
                        orderCancels();
                        if (cancelled.isEmpty()) {
                            done.countDown();
                        }
                    });
            any = !done.await(TICK.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The hosts stay. */
    @Override
    public void endGracefully(Duration most) {}

    /** The hosts stay, and drop the jobs whose results nobody wants any more. */
    @Override
    public void kill() {}

    @Override
    public void end() {
        thread.end();
    }

    @Override
    public Changes changes() {
        return new Changes(0, 0, deaths.get());
    }

    @Override
    public Map<Integer, Attempt> attempts() {
        return Map.of();
    }

    @Override
    public List<WorkerStats> describe(
            Map<Integer, Attempt> attempts, LongFunction<@Nullable JobFuture<R>> jobs) {
        return List.of();
    }

    @Override
    public void died(long jobId, DeathReport report) {
        WorkerDeath death = toDeath(report);
        JobFuture<R> job = jobFailures.find(jobId);
        int attempts =
                job == null ? 0 : job.options().attempts().orElse(config.retries().attempts());
        if (job != null && report.attempt() < attempts) {
            add(job, death, report);
            ends.retriedAfterDeath(job, report.attempt() + 1);
        } else if (job != null) {
            List<JobDetails.Death> all = add(job, death, report);
            jobFailures.fail(job, death.attempt(), 0, () -> DeathsOfJob.failure(all, attempts));
        }
        deaths.incrementAndGet();
        LOG.warn("{}", death.description().lines().findFirst().orElse("a worker has died"));
        listeners.tell("workerDied", listener -> listener.workerDied(death));
    }

    private static <R> List<JobDetails.Death> add(
            JobFuture<R> job, WorkerDeath death, DeathReport report) {
        JobDetails details = job.needDetails();
        var _ =
                details.addDeath(
                        new JobDetails.Death(
                                List.of(report.host(), report.pid(), report.attempt()),
                                report.attempt(),
                                () -> death));
        return details.deaths();
    }

    private static WorkerDeath toDeath(DeathReport report) {
        return new WorkerDeath(
                Optional.of(report.host()),
                report.worker(),
                report.pid(),
                report.attempt(),
                report.ran(),
                report.exitCode(),
                report.signal(),
                report.outOfMemory(),
                report.output(),
                report.crashReport().flatMap(HostedWorkers::path),
                report.description());
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            LOG.debug("no path of this machine", e);
            return Optional.empty();
        }
    }

    @Override
    public void starting(int worker, long pid) {}

    @Override
    public void ready(int worker, long pid) {}

    @Override
    public void retiring(int worker, long pid) {}

    @Override
    public void worked(int worker) {}

    @Override
    public void unreadable(Throwable why) {
        lifecycle.breakDown(
                new PoolBrokenException(
                        why instanceof BrokenTransportException
                                ? String.valueOf(why.getMessage())
                                : "the workers' messages cannot be read any more: " + why,
                        why));
    }

    @Override
    public boolean areAnyStarting() {
        return false;
    }
}
