package org.sempool.coordinator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolBrokenException;
import org.sempool.WorkerStats;
import org.sempool.config.PoolConfig;
import org.sempool.coordinator.KillTimers.Bound;
import org.sempool.progress.ProgressBoard;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.SupervisedEnd;
import org.sempool.wire.WorkerOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the workers alive: starts them, notices their deaths, repairs what they held, and replaces
 * dead and retired workers.
 *
 * <p>One thread does all of it, so nothing here needs a lock. A worker's number is reused only
 * after the repair of the worker that had it before.
 */
final class Supervisor<R> implements Workforce<R>, WorkerStarts.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** The longest and shortest interval between polls for what is not reported. */
    private static final Duration MAX_TICK = Duration.ofMillis(100);

    private static final Duration MIN_TICK = Duration.ofMillis(5);

    /** Bounds a tick to a fraction of the job timeout. */
    private static final int TICKS_PER_TIMEOUT = 8;

    /** How long it may take to kill workers whose grace is over. */
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);

    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private static final Duration MIN_LEAVE_TIME = Duration.ofSeconds(2);

    /** A worker that has been ready for so long has succeeded even without a job. */
    private static final long ESTABLISHED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PoolConfig config;
    private final SupervisedEnd channel;
    private final Lifecycle lifecycle;
    private final Workers workers;
    private final EventThread thread;
    private final Suspension suspension;
    private final WorkerStarts starts;
    private final KillTimers<WorkerProcess> killTimers;
    private final DeathRepair<R> repair;
    private final JobCanceller<R> canceller;
    private final ProgressWatch progress;
    private final ProgressNews<R> news;
    private final JobRuns runs;
    private final WorkerChanges changes;
    private final WorkerDeaths<R> deaths;
    private final WorkerViews<R> views;
    private volatile boolean anyStarting;

    Supervisor(
            PoolConfig config,
            WorkerLauncher launcher,
            SupervisedEnd channel,
            JobFailures<R> jobFailures,
            JobEnds ends,
            Listeners listeners,
            SideThreads sideThreads,
            @Nullable ProgressBoard board,
            Lifecycle lifecycle) {
        this.config = config;
        this.changes = new WorkerChanges(config.name(), listeners);
        this.channel = channel;
        this.lifecycle = lifecycle;
        PoolClock clock = new PoolClock(System::nanoTime);
        this.workers = new Workers(config.workers(), clock);
        this.thread = new EventThread("sempool-supervisor", lifecycle::expectsDeaths);
        this.suspension = new Suspension(channel.address(), workers);
        this.starts =
                new WorkerStarts(
                        launcher,
                        new ClassWatch(launcher.classFiles(), workers),
                        workers,
                        suspension,
                        lifecycle,
                        thread);
        this.killTimers =
                new KillTimers<>(thread, clock, WorkerProcess::processorWaits, WorkerProcess::kill);
        this.runs = new JobRuns(channel, clock, this::limitNanos);
        this.repair = new DeathRepair<>(config, channel, jobFailures, runs, ends);
        this.deaths =
                new WorkerDeaths<>(
                        config.name(),
                        workers,
                        thread,
                        lifecycle,
                        sideThreads,
                        repair,
                        killTimers,
                        starts,
                        this,
                        changes,
                        this::isBroken);
        this.news = new ProgressNews<>(jobFailures, listeners);
        this.progress = new ProgressWatch(board, runs, news::tell);
        this.canceller = new JobCanceller<>(config, channel, jobFailures, workers, runs, thread);
        this.views = new WorkerViews<>(channel, workers, runs, progress);
    }

    private long limitNanos(long jobId) {
        return canceller.timeoutOf(jobId).map(EventThread::nanos).orElse(JobRuns.NEVER);
    }

    @Override
    public void start(LongConsumer alsoPoll) {
        starts.begin(this);
        thread.runEvery(tick(), () -> poll(alsoPoll));
    }

    private Duration tick() {
        Duration tick =
                config.limits()
                        .job()
                        .map(timeout -> timeout.dividedBy(TICKS_PER_TIMEOUT))
                        .orElse(MAX_TICK);
        if (tick.compareTo(MIN_TICK) < 0) {
            return MIN_TICK;
        }
        return tick.compareTo(MAX_TICK) < 0 ? tick : MAX_TICK;
    }

    @Override
    public void awaitStart() throws InterruptedException {
        lifecycle.firstReady().await(config.limits(), workers);
    }

    @Override
    public PoolClock clock() {
        return workers.clock();
    }

    @Override
    public @Nullable Attempt attemptAt(long jobId) {
        JobRuns.Run run = runs.ofJob(jobId);
        return run == null ? null : new Attempt(jobId, run.attempt(), run.worker());
    }

    @Override
    public Changes changes() {
        return changes.counts();
    }

    @Override
    public Map<Integer, Attempt> attempts() {
        return views.attempts();
    }

    @Override
    public List<WorkerStats> describe(
            Map<Integer, Attempt> attempts, LongFunction<@Nullable JobFuture<R>> jobs) {
        return views.describe(attempts, jobs);
    }

    @Override
    public void suspend() {
        suspension.suspend();
    }

    @Override
    public void resume() {
        suspension.resume();
    }

    @Override
    public void endSuspension() {
        suspension.end();
    }

    @Override
    public void endGracefully(Duration most) throws InterruptedException {
        workers.sayFarewell();
        channel.endJobs();
        Duration end = config.limits().end();
        if (!workers.awaitEnds(most.compareTo(end) < 0 ? most : end)) {
            LOG.warn("killing workers that did not end in time");
        }
    }

    @Override
    public void kill() {
        workers.killAll();
    }

    @Override
    public void starting(int number, long pid) {
        thread.run(() -> onStarting(number, pid));
    }

    @Override
    public void ready(int number, long pid) {
        thread.run(() -> onReady(number, pid));
    }

    @Override
    public void retiring(int number, long pid) {
        thread.run(() -> onRetiring(number, pid));
    }

    @Override
    public void worked(int number) {
        WorkerProcess worker = workers.get(number);
        if (worker != null) {
            worker.markWorked();
        }
    }

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
        return anyStarting;
    }

    @Override
    public void cancel(JobFuture<R> job, boolean atOnce) {
        thread.run(() -> canceller.cancel(job, atOnce));
    }

    @Override
    public void awaitCancelled(Duration most) throws InterruptedException {
        starts.windDown();
        PoolClock clock = workers.clock();
        long patience = EventThread.nanos(config.limits().grace()) + CANCEL_PATIENCE.toNanos();
        long deadline = clock.nanos() + Math.min(patience, EventThread.nanos(most));
        CountDownLatch done = new CountDownLatch(1);
        thread.run(() -> pollCancelled(done));
        // Another thread may stop the pool meanwhile.
        while (!lifecycle.expectsDeaths()
                && !done.await(MAX_TICK.toNanos(), TimeUnit.NANOSECONDS)
                && deadline - clock.nanos() > 0) {
            LOG.debug("waiting for cancelled jobs");
        }
    }

    private void pollCancelled(CountDownLatch done) {
        canceller.poll();
        if (canceller.anyToCancel()) {
            var _ = thread.runAfter(MIN_TICK, () -> pollCancelled(done));
        } else {
            done.countDown();
        }
    }

    @Override
    public void end() throws InterruptedException {
        try {
            workers.killAll();
            thread.end();
            news.end();
            starts.end();
        } finally {
            workers.killAll();
            if (!workers.awaitEnds(KILL_PATIENCE)) {
                LOG.error("a killed worker does not end; it may be blocked in the kernel");
            }
        }
        LOG.debug("the workers have ended");
    }

    @Override
    public void started(WorkerProcess worker) {
        anyStarting = true;
        changes.started(worker);
        worker.onExit(() -> thread.run(() -> deaths.onExit(worker)));
        if (lifecycle.expectsDeaths()) {
            // The thread that stops the pool may have killed the workers before this one was added.
            worker.kill("the pool was stopped");
        }
        killTimers.begin(Bound.START, worker, config.limits().start());
    }

    @Override
    public void repairUnknown(int number) {
        repair.runUnknown(number);
    }

    private void onStarting(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        if (worker != null) {
            killTimers.end(Bound.START, worker);
            killTimers.begin(Bound.HANDLER_START, worker, config.limits().handlerStart());
        }
    }

    private void onReady(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        // Its jars may have changed between the check before its start and its opening them. So
        // there is another check before it takes a job.
        if (worker != null && !starts.haveClassesChangedForNewWorker()) {
            LOG.debug("{} is ready", worker);
            worker.markReady();
            changes.ready(worker);
            killTimers.end(Bound.START, worker);
            killTimers.end(Bound.HANDLER_START, worker);
            worker.order(new WorkerOrder.Begin());
            var _ = lifecycle.firstReady().succeed();
        }
    }

    private void onRetiring(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        if (worker != null) {
            LOG.debug("{} retires", worker);
            worker.markRetiring();
            // It reads no more orders then, so that it ends at once: see CoordinatorWatch.
            worker.order(new WorkerOrder.Farewell());
            killTimers.begin(Bound.RETIRE, worker, config.limits().end());
        }
    }

    /** Whether the transport is broken; then the pool stops. */
    private boolean isBroken() {
        if (lifecycle.expectsDeaths()) {
            return false;
        }
        try {
            channel.check();
            return false;
        } catch (BrokenTransportException e) {
            lifecycle.breakDown(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            return true;
        }
    }

    private void poll(LongConsumer alsoPoll) {
        if (isBroken() || starts.haveClassesChanged()) {
            return;
        }
        deaths.find();
        starts.startMissing(this);
        alsoPoll.accept(System.nanoTime());
        anyStarting = !workers.allReady();
        canceller.poll();
        progress.poll();
        long established = System.nanoTime() - ESTABLISHED_NANOS;
        for (WorkerProcess worker : workers.all()) {
            if (worker.isReadySince(established)) {
                starts.succeeded(worker.number());
            }
            if (channel.isLeaving(worker.number())) {
                killTimers.begin(Bound.LEAVE, worker, leaveTime());
            }
            retireIfTooLarge(worker);
        }
    }

    /** A JVM needs some time to end, however short the grace of jobs is. */
    private Duration leaveTime() {
        return config.limits().grace().compareTo(MIN_LEAVE_TIME) < 0
                ? MIN_LEAVE_TIME
                : config.limits().grace();
    }

    /** A worker that has not done a job stays: otherwise, too low a bound would stop all work. */
    private void retireIfTooLarge(WorkerProcess worker) {
        if (!config.retirement().boundsMemory() || !worker.hasWorked() || worker.isRetiring()) {
            return;
        }
        OptionalLong bytes = worker.residentMemory();
        if (bytes.isPresent() && config.retirement().isTooLarge(bytes.getAsLong())) {
            LOG.debug("{} has {} bytes of memory and is replaced", worker, bytes.getAsLong());
            worker.markRetiring();
            worker.order(new WorkerOrder.Retire());
        }
    }
}
