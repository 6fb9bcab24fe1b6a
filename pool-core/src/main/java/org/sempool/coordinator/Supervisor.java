package org.sempool.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.sempool.PoolBrokenException;
import org.sempool.config.PoolConfig;
import org.sempool.classes.WorkerClasses;
import org.sempool.coordinator.KillTimers.Bound;
import org.sempool.spi.BrokenTransportException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Transport;
import org.sempool.wire.WorkerOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the workers alive: starts them, notices their deaths, has repaired what they held, and
 * starts others in their place, also in the place of those that have done their share.
 *
 * <p>One thread does all of it, so nothing here needs a lock. A worker's number is used again only
 * after the repair of whoever had it before.
 */
final class Supervisor<R> implements WorkerEvents, WorkerStarts.Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** The longest and shortest interval between polls for what is not reported. */
    private static final Duration LONGEST_TICK = Duration.ofMillis(100);

    private static final Duration SHORTEST_TICK = Duration.ofMillis(5);

    /** A tick is at most so small a part of the job timeout. */
    private static final int TICKS_PER_TIMEOUT = 8;

    private static final Duration REPAIR_PAUSE = Duration.ofMillis(100);
    private static final int MOST_REPAIRS = 20;

    /** How long it may take to kill those whose grace is over. */
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private static final Duration LEAST_TO_LEAVE = Duration.ofSeconds(2);

    /** A worker that has been ready for so long has come to something even without a job. */
    private static final long ESTABLISHED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PoolConfig config;
    private final CoordinatorEnd end;
    private final JobEndings<R> endings;
    private final Lifecycle lifecycle;
    private final Workers workers;
    private final EventThread thread;
    private final Suspension suspension;
    private final WorkerStarts starts;
    private final Orphans orphans;
    private final KillTimers<WorkerProcess> killTimers;
    private final DeathRepair<R> repair;
    private final Deadlines<R> deadlines;
    private volatile boolean anyStarting;

    Supervisor(
            PoolConfig config,
            WorkerClasses classes,
            Transport transport,
            CoordinatorEnd end,
            JobEndings<R> endings,
            Lifecycle lifecycle) {
        this.config = config;
        this.end = end;
        this.endings = endings;
        this.lifecycle = lifecycle;
        PoolClock clock = new PoolClock(System::nanoTime);
        this.workers = new Workers(config.workers(), clock);
        this.thread = new EventThread("sempool-supervisor", lifecycle::expectsDeaths);
        this.suspension = new Suspension(end.address(), workers);
        this.starts =
                new WorkerStarts(
                        new WorkerLauncher(config, classes, transport, end),
                        new ClassWatch(
                                ClassFiles.of(classes.entries(), classes.modulePath()), workers),
                        workers,
                        suspension,
                        lifecycle,
                        thread);
        this.orphans = new Orphans(endings::runAside);
        this.killTimers =
                new KillTimers<>(thread, clock, WorkerProcess::processorWaits, WorkerProcess::kill);
        RunningJobs running = new RunningJobs(end, clock);
        this.repair = new DeathRepair<>(config, end, endings, running);
        this.deadlines = new Deadlines<>(config, end, endings, workers, running, thread);
    }

    /**
     * @param look called at intervals with the time, for what else nobody reports
     */
    void start(LongConsumer look) {
        starts.begin(this);
        thread.runEvery(tick(), () -> look(look));
    }

    private Duration tick() {
        Duration tick =
                config.limits()
                        .job()
                        .map(timeout -> timeout.dividedBy(TICKS_PER_TIMEOUT))
                        .orElse(LONGEST_TICK);
        if (tick.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK;
    }

    /** To kill them all, and to wait for them, from any thread. */
    Workers workers() {
        return workers;
    }

    /** To stop and continue them all, from any thread. */
    Suspension suspension() {
        return suspension;
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
    public void hasWorked(int number) {
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
                                : "the workers cannot be heard any more: " + why,
                        why));
    }

    @Override
    public boolean areAnyStarting() {
        return anyStarting;
    }

    /**
     * Nobody waits for this job any more: whoever runs it is to stop, at once or after this
     * attempt. For any thread.
     */
    void stopJob(long jobId, long ticket, boolean atOnce) {
        thread.run(() -> deadlines.stopJob(jobId, ticket, atOnce));
    }

    /**
     * No more jobs will come, and none is waited for; but some may have been told to stop, and have
     * their grace. Returns when they have stopped, or their workers were killed. For another
     * thread.
     */
    void awaitStops() throws InterruptedException {
        starts.windDown();
        PoolClock clock = workers.clock();
        long deadline =
                clock.nanos()
                        + EventThread.nanos(config.limits().grace())
                        + STOP_PATIENCE.toNanos();
        CountDownLatch done = new CountDownLatch(1);
        thread.run(() -> lookForStops(done));
        // The pool may be stopped by others meanwhile.
        while (!lifecycle.expectsDeaths()
                && !done.await(LONGEST_TICK.toNanos(), TimeUnit.NANOSECONDS)
                && deadline - clock.nanos() > 0) {
            LOG.debug("waiting for jobs that were told to stop");
        }
    }

    private void lookForStops(CountDownLatch done) {
        deadlines.look();
        if (deadlines.anyToStop()) {
            var _ = thread.runAfter(SHORTEST_TICK, () -> lookForStops(done));
        } else {
            done.countDown();
        }
    }

    /** Ends what is left of the workers, which have ended, and the thread. */
    void stop() {
        thread.end();
        starts.end();
    }

    @Override
    public void started(WorkerProcess worker) {
        anyStarting = true;
        worker.onExit(() -> thread.run(() -> onExit(worker)));
        if (lifecycle.expectsDeaths()) {
            // Whoever stops the pool may have looked before this one was there.
            worker.kill("the pool was stopped");
        }
        killTimers.begin(Bound.START, worker, config.limits().start());
    }

    @Override
    public void repairUnknown(int number) {
        repair.runUnknown(number);
    }

    private void onReady(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        // It may have opened its jars just after the look at them before its start. Before it takes
        // a job, there is another.
        if (worker != null && !starts.haveClassesChangedForNewcomer()) {
            LOG.debug("{} is ready", worker);
            worker.markReady();
            killTimers.end(Bound.START, worker);
            worker.order(new WorkerOrder.Begin());
            var _ = lifecycle.firstReady().succeed();
        }
    }

    private void onRetiring(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        if (worker != null) {
            LOG.debug("{} retires", worker);
            worker.markRetiring();
            killTimers.begin(Bound.RETIRE, worker, config.limits().stop());
        }
    }

    /** Whether the transport can be used no more; then the pool stops. */
    private boolean isBroken() {
        if (lifecycle.expectsDeaths()) {
            return false;
        }
        try {
            end.check();
            return false;
        } catch (BrokenTransportException e) {
            lifecycle.breakDown(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            return true;
        }
    }

    private void look(LongConsumer alsoLook) {
        if (isBroken() || starts.haveClassesChanged()) {
            return;
        }
        lookForDead();
        starts.startMissing(this);
        alsoLook.accept(System.nanoTime());
        anyStarting = !workers.allReady();
        deadlines.look();
        long established = System.nanoTime() - ESTABLISHED_NANOS;
        for (WorkerProcess worker : workers.all()) {
            if (worker.isReadySince(established)) {
                starts.succeeded(worker.number());
            }
            if (end.isLeaving(worker.number())) {
                killTimers.begin(Bound.LEAVE, worker, leaveTime());
            }
            retireIfTooLarge(worker);
        }
    }

    /** A JVM needs its time to end, however little a job that was told to stop is given. */
    private Duration leaveTime() {
        return config.limits().grace().compareTo(LEAST_TO_LEAVE) < 0
                ? LEAST_TO_LEAVE
                : config.limits().grace();
    }

    /** One that has not done a job stays, or too low a bound would stop all work. */
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

    /**
     * Notices, too, those whose end could not be handled, for want of memory or threads perhaps.
     */
    private void lookForDead() {
        for (WorkerProcess worker : workers.all()) {
            if (!worker.isAlive()) {
                onExit(worker);
            }
        }
    }

    private void onExit(WorkerProcess worker) {
        if (!worker.noteExit()) {
            return;
        }
        killTimers.endAll(worker);
        if (!isBroken()) {
            repair(worker, 1);
        }
    }

    private void repair(WorkerProcess worker, int repairs) {
        worker.killGroupLeft();
        boolean heldJob;
        try {
            heldJob = repair.run(worker);
        } catch (RuntimeException | Error e) {
            repairAgain(worker, repairs, e);
            return;
        }
        workers.remove(worker);
        // Before anybody waits for its output, which they may hold open.
        orphans.kill(worker.mark(), worker.startTicks());
        replace(worker, heldJob || worker.hasWorked());
    }

    private void repairAgain(WorkerProcess worker, int repairs, Throwable problem) {
        if (repairs == MOST_REPAIRS) {
            lifecycle.breakDown(
                    new PoolBrokenException(
                            worker + " has died, and what it held cannot be repaired: " + problem,
                            problem));
            return;
        }
        LOG.warn("what {} held could not be repaired; trying again", worker, problem);
        var _ = thread.runAfter(REPAIR_PAUSE, () -> repair(worker, repairs + 1));
    }

    private void replace(WorkerProcess worker, boolean cameToSomething) {
        int number = worker.number();
        if (worker.hasRetired()) {
            starts.replace(number, this);
        } else if (cameToSomething) {
            starts.replace(number, this);
            endings.runAside(() -> report(worker.causeOfDeath()));
        } else {
            CauseOfDeath cause = worker.causeOfDeath();
            String why = cause.describe(Optional.empty());
            starts.replaceFailed(number, why, !cause.isFromOutside(), this);
        }
    }

    /** A line; the rest was in the worker's output, or is in its job's failure. */
    private static void report(CauseOfDeath cause) {
        String text = cause.describe(Optional.empty());
        LOG.warn("{}", text.lines().findFirst().orElse(text));
        LOG.debug("{}", text);
    }
}
