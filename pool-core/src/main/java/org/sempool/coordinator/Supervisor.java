package org.sempool.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolBrokenException;
import org.sempool.PoolConfig;
import org.sempool.PoolException;
import org.sempool.classes.ClassCopies;
import org.sempool.classes.WorkerClasses;
import org.sempool.PoolStartException;
import org.sempool.coordinator.KillTimers.Bound;
import org.sempool.process.FamilyGuard;
import org.sempool.process.ProcessFamily;
import org.sempool.process.ProcessLimits;
import org.sempool.process.ProcessStart;
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
 * after the repair of the worker that had it before.
 */
final class Supervisor<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** The longest and shortest interval between looks at what nobody tells. */
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
    private final Transport transport;
    private final CoordinatorEnd end;
    private final ResultPump<R> pump;
    private final Consumer<PoolException> giveUp;
    private final OutputLog outputLog = new OutputLog();
    private final EventThread thread = new EventThread("sempool-supervisor");
    private final SideThreads sideThreads;
    private final Orphans orphans;
    private final Completions<R> completions;
    private final Workers workers;
    private final ClassCopies copies;
    private final ClassFlags classFlags;
    private final ClassWatch classes;
    private final PoolClock clock;
    private final Suspension suspension;
    private final KillTimers<WorkerProcess> killTimers;
    private final Restarts restarts;
    private final EarlyEndings<R> endings;
    private final DeathRepair<R> repair;
    private final Deadlines<R> deadlines;
    private volatile @Nullable FamilyGuard guard;
    private final FirstReady firstReady = new FirstReady();

    /** The numbers whose next worker is to be started by an event that is under way. */
    private final BitSet startDue = new BitSet();

    /** The numbers whose last worker could not be started, and may have been there for a moment. */
    private final BitSet unrepaired = new BitSet();

    /** No jobs will come: a worker that ends needs no other in its place. */
    private volatile boolean windingDown;

    Supervisor(
            PoolConfig config,
            WorkerClasses workerClasses,
            Transport transport,
            CoordinatorEnd end,
            PendingJobs<R> pending,
            ResultPump<R> pump,
            SideThreads sideThreads,
            Completions<R> completions,
            PoolClock clock,
            Consumer<PoolException> giveUp) {
        this.config = config;
        this.transport = transport;
        this.end = end;
        this.pump = pump;
        this.sideThreads = sideThreads;
        this.orphans = new Orphans(sideThreads);
        this.completions = completions;
        this.giveUp = giveUp;
        this.workers = new Workers(config.workers());
        this.copies = workerClasses.copies();
        this.classFlags = new ClassFlags(workerClasses, end.directory());
        this.classes =
                new ClassWatch(
                        ClassFiles.of(workerClasses.entries(), workerClasses.modulePath()),
                        workers);
        this.clock = clock;
        this.suspension = new Suspension(end.address(), workers, clock);
        this.killTimers =
                new KillTimers<>(thread, clock, WorkerProcess::processorWaits, WorkerProcess::kill);
        this.restarts = new Restarts(config.workers());
        this.endings = new EarlyEndings<>(pending, sideThreads, completions);
        RunningJobs running = new RunningJobs(end, clock);
        this.repair = new DeathRepair<>(config, end, pending, running, endings);
        this.deadlines = new Deadlines<>(config, end, pending, workers, running, endings, thread);
    }

    void start() {
        outputLog.start();
        guard = FamilyGuard.start(end.address());
        for (int number = 1; number <= config.workers(); number++) {
            int worker = number;
            startDue.set(number);
            thread.run(() -> startWorker(worker));
        }
        thread.runEvery(tick(), this::look);
    }

    private Duration tick() {
        Duration tick =
                config.jobTimeout()
                        .map(timeout -> timeout.dividedBy(TICKS_PER_TIMEOUT))
                        .orElse(LONGEST_TICK);
        if (tick.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return tick.compareTo(LONGEST_TICK) < 0 ? tick : LONGEST_TICK;
    }

    /** Fails if a worker ends before one is ready. */
    FirstReady firstReady() {
        return firstReady;
    }

    /** To kill them all, and to wait for them, from any thread. */
    Workers workers() {
        return workers;
    }

    /** To stop and continue them all, from any thread. */
    Suspension suspension() {
        return suspension;
    }

    /** A worker says that it takes jobs. For any thread. */
    void ready(int number, long pid) {
        thread.run(() -> onReady(number, pid));
    }

    /** A worker says that it ends to be replaced. For any thread. */
    void retiring(int number, long pid) {
        thread.run(() -> onRetiring(number, pid));
    }

    /** A worker has ended a job. For any thread. */
    void hasWorked(int number) {
        WorkerProcess worker = workers.get(number);
        if (worker != null) {
            worker.markWorked();
        }
    }

    /**
     * Nobody waits for this job any more: the worker that runs it is to stop, at once or after this
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
        windingDown = true;
        long deadline = clock.nanos() + EventThread.nanos(config.grace()) + STOP_PATIENCE.toNanos();
        CountDownLatch done = new CountDownLatch(1);
        thread.run(() -> lookForStops(done));
        // The pool may be stopped by others meanwhile.
        while (!thread.isIgnoring()
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

    /** From now on deaths are expected, and nobody is replaced. */
    void expectEnds() {
        thread.ignoreFurtherEvents();
    }

    /** Ends what is left of the workers, which have ended, and the thread. */
    void stop() {
        thread.end();
        try {
            ProcessFamily.killMarkedOfPool(end.address(), ProcessStart.own());
        } finally {
            if (guard != null) {
                guard.close();
            }
            copies.close();
            outputLog.stop();
        }
    }

    private void startWorker(int number) {
        startDue.clear(number);
        if (windingDown || haveClassesChanged(classes.changeForNewcomers())) {
            return;
        }
        try {
            if (unrepaired.get(number)) {
                repair.runUnknown(number);
                unrepaired.clear(number);
            }
            WorkerProcess worker =
                    suspension.start(
                            () ->
                                    WorkerProcess.start(
                                            number,
                                            config,
                                            transport,
                                            end.address(),
                                            classFlags.get(),
                                            outputLog));
            if (worker == null) {
                // It is missed by each look, and started by the first that can.
                return;
            }
            pump.expectNewcomers(true);
            LOG.debug("{} is starting", worker);
            worker.onExit(() -> thread.run(() -> onExit(worker)));
            if (thread.isIgnoring()) {
                // The thread that stops the pool may have looked before this one was there.
                worker.kill("the pool was stopped");
            }
            killTimers.begin(Bound.START, worker, config.startTimeout());
        } catch (IOException e) {
            cameToNothing(number, cannotBeStarted(number, e), true);
        } catch (RuntimeException | Error e) {
            if (workers.get(number) == null) {
                unrepaired.set(number);
                cameToNothing(number, cannotBeStarted(number, e), true);
            } else {
                LOG.warn("worker {} is there, but not all is set up for it", number, e);
            }
        }
    }

    /** If so, the pool stops. */
    private boolean haveClassesChanged(Optional<String> change) {
        if (change.isEmpty() || thread.isIgnoring()) {
            return false;
        }
        String what = change.get();
        if (!firstReady.fail(new PoolStartException(what))) {
            giveUp.accept(new PoolBrokenException(what, new IOException(what)));
        }
        return true;
    }

    private static String cannotBeStarted(int number, Throwable why) {
        return "worker " + number + " cannot be started: " + ProcessLimits.own().explain(why);
    }

    private void onReady(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        // It may have opened its jars just after the look at them before its start. Before it takes
        // a job, there is another.
        if (worker != null && !haveClassesChanged(classes.changeForNewcomers())) {
            LOG.debug("{} is ready", worker);
            worker.markReady();
            killTimers.end(Bound.START, worker);
            worker.order(new WorkerOrder.Begin());
            var _ = firstReady.succeed();
        }
    }

    private void onRetiring(int number, long pid) {
        WorkerProcess worker = workers.get(number, pid);
        if (worker != null) {
            LOG.debug("{} retires", worker);
            worker.markRetiring();
            killTimers.begin(Bound.RETIRE, worker, config.stopTimeout());
        }
    }

    /** Whether the transport can be used no more; then the pool stops. */
    private boolean isBroken() {
        if (thread.isIgnoring()) {
            return false;
        }
        try {
            end.check();
            return false;
        } catch (BrokenTransportException e) {
            giveUp.accept(new PoolBrokenException(String.valueOf(e.getMessage()), e));
            return true;
        }
    }

    /** Checks what no event announces. */
    private void look() {
        if (isBroken() || haveClassesChanged(classes.changeForWorkers())) {
            return;
        }
        lookForMissing();
        long now = System.nanoTime();
        pump.watch(now);
        completions.look(now);
        pump.expectNewcomers(!workers.allReady());
        deadlines.look();
        long established = System.nanoTime() - ESTABLISHED_NANOS;
        for (WorkerProcess worker : workers.all()) {
            if (worker.isReadySince(established)) {
                restarts.succeeded(worker.number());
            }
            if (end.isLeaving(worker.number())) {
                killTimers.begin(Bound.LEAVE, worker, leaveTime());
            }
            retireIfTooLarge(worker);
        }
    }

    /** A JVM needs its time to end, however little a job that was told to stop is given. */
    private Duration leaveTime() {
        return config.grace().compareTo(LEAST_TO_LEAVE) < 0 ? LEAST_TO_LEAVE : config.grace();
    }

    /** One that has not done a job stays, or too low a bound would stop all work. */
    private void retireIfTooLarge(WorkerProcess worker) {
        if (config.maxMemory() == PoolConfig.UNBOUNDED
                || !worker.hasWorked()
                || worker.isRetiring()) {
            return;
        }
        OptionalLong bytes = worker.residentMemory();
        if (bytes.isPresent() && bytes.getAsLong() >= config.maxMemory()) {
            LOG.debug("{} has {} bytes of memory and is replaced", worker, bytes.getAsLong());
            worker.markRetiring();
            worker.order(new WorkerOrder.Retire());
        }
    }

    /**
     * Whatever has gone wrong when a worker ended, or was to be started, for want of memory or
     * threads perhaps: it is noticed here.
     */
    private void lookForMissing() {
        for (int number = 1; number <= config.workers(); number++) {
            WorkerProcess worker = workers.get(number);
            if (worker != null && !worker.isAlive()) {
                onExit(worker);
            } else if (worker == null && !startDue.get(number)) {
                startWorker(number);
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
            giveUp.accept(
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
            restarts.succeeded(number);
            startWorker(number);
        } else if (cameToSomething) {
            restarts.succeeded(number);
            startWorker(number);
            sideThreads.run(() -> report(worker.causeOfDeath()));
        } else {
            CauseOfDeath cause = worker.causeOfDeath();
            cameToNothing(number, cause.describe(Optional.empty()), !cause.isFromOutside());
        }
    }

    /** A line; the rest was in the worker's output, or is in its job's failure. */
    private static void report(CauseOfDeath cause) {
        String text = cause.describe(Optional.empty());
        LOG.warn("{}", text.lines().findFirst().orElse(text));
        LOG.debug("{}", text);
    }

    private void cameToNothing(int number, String why, boolean byItself) {
        restarts.failed(number, byItself);
        if (thread.isIgnoring()) {
            return;
        }
        PoolStartException failure = new PoolStartException(why);
        if (byItself && firstReady.fail(failure)) {
            return;
        }
        if (restarts.hopeless() && !workers.anyReady()) {
            giveUp.accept(failure);
            return;
        }
        Duration pause = restarts.pause(number);
        String summary = why.lines().findFirst().orElse(why);
        if (pause.isZero()) {
            LOG.warn("{}; starting another", summary);
        } else {
            LOG.warn("{}; starting another in {} ms", summary, pause.toMillis());
        }
        startDue.set(number);
        var _ = thread.runAfter(pause, () -> startWorker(number));
    }
}
