package org.sempool.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.JobTimedOutException;
import org.sempool.PoolConfig;
import org.sempool.PoolException;
import org.sempool.PoolStartException;
import org.sempool.WorkerDeath;
import org.sempool.WorkerDiedException;
import org.sempool.process.ProcessFamily;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Transport;
import org.sempool.wire.WorkerExit;
import org.sempool.wire.WorkerOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the workers alive: starts them, notices their deaths, repairs what they held, and starts
 * others in their place. Ends jobs that take too long, and workers that are to be replaced.
 *
 * <p>One thread does all of it, so nothing here needs a lock. It is the thread that starts the
 * workers, and they die with it. A worker's number is used again only after the repair of whoever
 * had it before.
 */
final class Supervisor<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** The longest and shortest interval between looks at what nobody tells. */
    private static final Duration LONGEST_TICK = Duration.ofMillis(100);

    private static final Duration SHORTEST_TICK = Duration.ofMillis(5);

    /** A tick is so much shorter than the shortest time that has to be kept. */
    private static final int TICKS_PER_TIMEOUT = 8;

    private static final Duration REPAIR_PAUSE = Duration.ofMillis(100);
    private static final int MOST_REPAIRS = 20;
    private static final long ASIDE_PATIENCE_MILLIS = 500;

    /** A worker that has been ready for so long has come to something even without a job. */
    private static final long ESTABLISHED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final PoolConfig config;
    private final Transport transport;
    private final CoordinatorEnd end;
    private final PendingJobs<R> pending;
    private final ResultPump<R> pump;
    private final Consumer<PoolException> giveUp;
    private final OutputLog outputLog = new OutputLog();
    private final RunningJobs running;
    private final Restarts restarts;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final ScheduledThreadPoolExecutor thread;

    /** What runs the completions that may block. */
    private final ExecutorService asides = Executors.newVirtualThreadPerTaskExecutor();

    /** Written by the supervisor's thread, read by others to kill and to wait. By number. */
    private final AtomicReferenceArray<@Nullable WorkerProcess> workers;

    private volatile boolean stopping;

    Supervisor(
            PoolConfig config,
            Transport transport,
            CoordinatorEnd end,
            PendingJobs<R> pending,
            ResultPump<R> pump,
            Consumer<PoolException> giveUp) {
        this.config = config;
        this.transport = transport;
        this.end = end;
        this.pending = pending;
        this.pump = pump;
        this.giveUp = giveUp;
        this.running = new RunningJobs(end, System::nanoTime);
        this.restarts = new Restarts(config.workers());
        this.workers = new AtomicReferenceArray<>(config.workers() + 1);
        this.thread =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("sempool-supervisor").factory());
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    void start() {
        outputLog.start();
        for (int number = 1; number <= config.workers(); number++) {
            int worker = number;
            run(() -> startWorker(worker));
        }
        long tick = tick().toNanos();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> guarded(this::look), tick, tick, TimeUnit.NANOSECONDS);
    }

    private Duration tick() {
        Duration shortest =
                config.jobTimeout().orElse(LONGEST_TICK.multipliedBy(TICKS_PER_TIMEOUT));
        Duration tick = shortest.dividedBy(TICKS_PER_TIMEOUT);
        return tick.compareTo(SHORTEST_TICK) < 0
                ? SHORTEST_TICK
                : tick.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : tick;
    }

    /** Completes when the first worker is ready, fails if one ends before that. */
    CompletableFuture<Void> firstReady() {
        return firstReady;
    }

    /** A worker says that it takes jobs. For any thread. */
    void ready(int number, long pid) {
        run(() -> onReady(number, pid));
    }

    /** A worker says that it ends to be replaced. For any thread. */
    void retiring(int number, long pid) {
        run(() -> onRetiring(number, pid));
    }

    /** A worker has ended a job. For any thread. */
    void hasWorked(int number) {
        WorkerProcess worker = workers.get(number);
        if (worker != null) {
            worker.markWorked();
        }
    }

    /** Nobody waits for this job any more: whoever runs it is to stop. For any thread. */
    void stopJob(long jobId, long ticket) {
        run(() -> onStopJob(jobId, ticket));
    }

    /** From now on deaths are expected, and nobody is replaced. */
    void expectEnds() {
        stopping = true;
    }

    void sayFarewell() {
        living().forEach(worker -> worker.order(new WorkerOrder.Farewell()));
    }

    void killAll() {
        living().forEach(worker -> worker.kill("the pool was stopped"));
    }

    /** Waits until all workers have ended, or the time is over. */
    boolean awaitEnds(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (living().stream().anyMatch(WorkerProcess::isAlive)) {
            if (System.nanoTime() >= deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }

    /** Ends the thread; workers must have been seen to. */
    void stop() {
        stopping = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.debug("the supervisor is still busy");
            }
            asides.shutdown();
            if (!asides.awaitTermination(ASIDE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.debug("completions still block");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ProcessFamily.killMarkedOfPool(end.address());
        outputLog.stop();
    }

    private List<WorkerProcess> living() {
        List<WorkerProcess> living = new ArrayList<>();
        for (int number = 1; number < workers.length(); number++) {
            WorkerProcess worker = workers.get(number);
            if (worker != null) {
                living.add(worker);
            }
        }
        return living;
    }

    private void run(Runnable event) {
        try {
            thread.execute(() -> guarded(event));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("an event came after the end", stopped);
        }
    }

    private void runAfter(Duration pause, Runnable event) {
        try {
            var _ = thread.schedule(() -> guarded(event), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopped) {
            LOG.debug("an event was planned after the end", stopped);
        }
    }

    private void guarded(Runnable event) {
        if (stopping) {
            return;
        }
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            if (!stopping) {
                LOG.error("the supervisor could not handle an event", e);
            }
        }
    }

    // ---- Starting, and being ready

    private void startWorker(int number) {
        try {
            WorkerProcess worker =
                    WorkerProcess.start(number, config, transport, end.address(), outputLog);
            workers.set(number, worker);
            LOG.debug("{} is starting", worker);
            worker.onExit(() -> run(() -> onExit(worker, 1)));
            if (stopping) {
                // Whoever stops the pool may have looked before this one was there.
                worker.kill("the pool was stopped");
            }
            runAfter(config.startTimeout(), () -> killUnready(worker));
        } catch (IOException e) {
            cameToNothing(number, "worker " + number + " cannot be started: " + e.getMessage());
        }
    }

    private void killUnready(WorkerProcess worker) {
        if (!worker.isReady()) {
            worker.kill(
                    "it was not ready within startTimeout="
                            + config.startTimeout().toMillis()
                            + " ms");
        }
    }

    private @Nullable WorkerProcess current(int number, long pid) {
        WorkerProcess worker = workers.get(number);
        return worker != null && worker.pid() == pid ? worker : null;
    }

    private void onReady(int number, long pid) {
        WorkerProcess worker = current(number, pid);
        if (worker != null) {
            LOG.debug("{} is ready", worker);
            worker.markReady();
            firstReady.complete(null);
        }
    }

    // ---- Replacing

    private void onRetiring(int number, long pid) {
        WorkerProcess worker = current(number, pid);
        if (worker != null) {
            LOG.debug("{} retires", worker);
            worker.markRetiring();
            runAfter(
                    config.stopTimeout(),
                    () ->
                            worker.kill(
                                    "it had retired and did not end within stopTimeout="
                                            + config.stopTimeout().toMillis()
                                            + " ms"));
        }
    }

    private void retireIfTooLarge(WorkerProcess worker) {
        OptionalLong bytes = worker.residentMemory();
        if (bytes.isPresent() && bytes.getAsLong() >= config.maxMemory()) {
            LOG.debug("{} has {} bytes of memory and is replaced", worker, bytes.getAsLong());
            worker.markRetiring();
            worker.order(new WorkerOrder.Retire());
        }
    }

    // ---- Looking at what nobody tells

    private void look() {
        pump.watch();
        running.look();
        running.forEachBeyondGrace(this::killWorkerOf);
        config.jobTimeout().ifPresent(time -> running.forEachLongerThan(time, this::timeOut));
        for (WorkerProcess worker : living()) {
            if (worker.isReadySince(System.nanoTime() - ESTABLISHED_NANOS)) {
                restarts.succeeded(worker.number());
            }
            // One that has not done a job stays, or a bound that is too low would stop all work.
            if (config.maxMemory() != Long.MAX_VALUE
                    && worker.hasWorked()
                    && !worker.isRetiring()) {
                retireIfTooLarge(worker);
            }
        }
    }

    private void timeOut(RunningJobs.Run run) {
        Duration timeout = config.jobTimeout().orElseThrow();
        JobFuture<R> job = pending.remove(run.jobId());
        tellToStop(run);
        if (job != null) {
            String message =
                    "the job ran for longer than jobTimeout="
                            + timeout.toMillis()
                            + " ms in attempt "
                            + run.attempt()
                            + ", on "
                            + workers.get(run.worker());
            endAside(job, new JobTimedOutException(message, timeout));
        }
    }

    private void onStopJob(long jobId, long ticket) {
        // It may be waiting again, if its worker died.
        if (end.withdraw(ticket)) {
            return;
        }
        running.look();
        RunningJobs.Run run = running.ofJob(jobId);
        if (run != null) {
            tellToStop(run);
        }
    }

    private void tellToStop(RunningJobs.Run run) {
        WorkerProcess worker = workers.get(run.worker());
        if (worker != null) {
            worker.order(new WorkerOrder.StopJob(run.jobId(), run.attempt()));
        }
        running.giveGrace(run, config.grace());
        runAfter(config.grace(), this::look);
    }

    private void killWorkerOf(RunningJobs.Run run) {
        WorkerProcess worker = workers.get(run.worker());
        if (worker != null && worker.killedBecause() == null) {
            worker.kill(
                    "job "
                            + run.jobId()
                            + " was told to stop, and had not within grace="
                            + config.grace().toMillis()
                            + " ms");
        }
    }

    // ---- Deaths

    private void onExit(WorkerProcess worker, int repairs) {
        worker.killOrphans();
        List<JobFuture<R>> doomed = new ArrayList<>();
        boolean heldJob;
        try {
            heldJob = repair(worker, doomed);
        } catch (RuntimeException | Error e) {
            repairAgain(worker, repairs, e);
            return;
        } finally {
            // Whatever else fails: these have no other attempt.
            doomed.forEach(this::failWithDeaths);
        }
        int number = worker.number();
        workers.set(number, null);
        if (heldJob || worker.hasWorked() || worker.isRetiring()) {
            restarts.succeeded(number);
        }
        if (worker.exitCode() == WorkerExit.RETIRED || worker.isRetiring()) {
            startWorker(number);
        } else if (worker.isReady() && (heldJob || worker.hasWorked())) {
            startWorker(number);
            LOG.warn("{}", worker.causeOfDeath().describe(Optional.empty()));
        } else {
            cameToNothing(number, worker.causeOfDeath().describe(Optional.empty()));
        }
    }

    private void repairAgain(WorkerProcess worker, int repairs, Throwable problem) {
        if (repairs == MOST_REPAIRS) {
            giveUp.accept(
                    new PoolStartException(
                            worker + " has died, and what it held cannot be repaired: " + problem,
                            problem));
            return;
        }
        LOG.warn("what {} held could not be repaired; trying again", worker, problem);
        runAfter(REPAIR_PAUSE, () -> onExit(worker, repairs + 1));
    }

    /** Takes back what a worker held; returns whether it held a job. */
    private boolean repair(WorkerProcess worker, List<JobFuture<R>> doomed) {
        boolean[] heldJob = {false};
        int number = worker.number();
        running.look();
        end.recover(
                number,
                (jobId, attempt) -> {
                    heldJob[0] = true;
                    JobFuture<R> job = pending.get(jobId);
                    if (job == null) {
                        return CoordinatorEnd.Recovery.DROP;
                    }
                    Duration ran = running.ran(number, jobId, attempt);
                    int died = job.addDeath(worker, attempt, ran).attempt();
                    if (died < config.attempts()) {
                        return died + 1;
                    }
                    doomed.add(job);
                    return CoordinatorEnd.Recovery.DROP;
                });
        return heldJob[0];
    }

    private void failWithDeaths(JobFuture<R> job) {
        if (pending.remove(job.id()) == null) {
            return;
        }
        List<WorkerDeath> deaths =
                job.deaths().stream()
                        .map(
                                death ->
                                        death.worker()
                                                .causeOfDeath()
                                                .toDeath(death.attempt(), death.ran()))
                        .toList();
        endAside(job, new WorkerDiedException(describe(deaths), deaths));
    }

    /** The last death in full, the others in a line each. */
    private String describe(List<WorkerDeath> deaths) {
        StringBuilder text = new StringBuilder();
        WorkerDeath last = deaths.getLast();
        text.append("attempt ").append(last.attempt()).append(" of ").append(config.attempts());
        text.append(": ").append(last.description());
        for (WorkerDeath earlier : deaths.subList(0, deaths.size() - 1)) {
            text.append(System.lineSeparator()).append("Before that, attempt ");
            text.append(earlier.attempt()).append(": ");
            earlier.description().lines().limit(1).forEach(text::append);
        }
        return text.toString();
    }

    /** What is attached to a future may block, which must not be this thread. */
    private void endAside(JobFuture<R> job, PoolException failure) {
        asides.execute(
                () -> {
                    job.completeExceptionally(failure);
                    pump.jobEnded();
                });
    }

    private void cameToNothing(int number, String why) {
        restarts.failed(number);
        PoolStartException failure = new PoolStartException(why);
        if (!firstReady.isDone()) {
            firstReady.completeExceptionally(failure);
            return;
        }
        boolean anyReady = living().stream().anyMatch(WorkerProcess::isReady);
        if (restarts.hopeless() && !anyReady) {
            giveUp.accept(failure);
            return;
        }
        Duration pause = restarts.pause(number);
        LOG.warn("{}; starting another in {} ms", why, pause.toMillis());
        runAfter(pause, () -> startWorker(number));
    }
}
