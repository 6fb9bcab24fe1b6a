package org.sempool.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolConfig;
import org.sempool.PoolStartException;
import org.sempool.WorkerDiedException;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.spi.Transport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the workers alive: starts them, notices their deaths, repairs what they held, and starts
 * others in their place.
 *
 * <p>One thread does all of it, fed with events, so nothing here needs a lock. A worker's number is
 * used again only after the repair of whoever had it before.
 */
final class Supervisor<R> {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** The interval of things that are looked at rather than told. */
    private static final long TICK_MILLIS = 100;

    private static final int MOST_START_FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final PoolConfig config;
    private final Transport transport;
    private final CoordinatorEnd end;
    private final PendingJobs<R> pending;
    private final ResultPump<R> pump;
    private final Consumer<PoolStartException> giveUp;
    private final OutputLog outputLog = new OutputLog();
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();

    /** Written by the supervisor's thread, read by others to kill and to wait. */
    private final Map<Integer, WorkerProcess> workers = new ConcurrentHashMap<>();

    /** When to start the workers that could not be started at once, by number. */
    private final Map<Integer, Long> startNanos = new HashMap<>();

    private int startFailures;
    private volatile boolean stopping;
    private @Nullable Thread thread;

    Supervisor(
            PoolConfig config,
            Transport transport,
            CoordinatorEnd end,
            PendingJobs<R> pending,
            ResultPump<R> pump,
            Consumer<PoolStartException> giveUp) {
        this.config = config;
        this.transport = transport;
        this.end = end;
        this.pending = pending;
        this.pump = pump;
        this.giveUp = giveUp;
    }

    void start() {
        outputLog.start();
        thread = Thread.ofPlatform().daemon().name("sempool-supervisor").start(this::run);
    }

    /** Completes when the first worker is ready, fails if one ends before that. */
    CompletableFuture<Void> firstReady() {
        return firstReady;
    }

    /** May be called by any thread. */
    void ready(int number, long pid) {
        events.add(() -> onReady(number, pid));
    }

    /** From now on deaths are expected, and nobody is replaced. */
    void expectEnds() {
        stopping = true;
    }

    void sayFarewell() {
        workers.values().forEach(WorkerProcess::sayFarewell);
    }

    void killAll() {
        workers.values().forEach(WorkerProcess::kill);
    }

    /** Waits until all workers have ended, or the time is over. */
    boolean awaitEnds(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        Collection<WorkerProcess> left = workers.values();
        while (left.stream().anyMatch(WorkerProcess::isAlive)) {
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
        Thread current = thread;
        if (current != null && current != Thread.currentThread()) {
            events.add(() -> {});
            try {
                current.join(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        outputLog.stop();
    }

    private void run() {
        for (int number = 1; number <= config.workers(); number++) {
            startWorker(number);
        }
        while (!stopping) {
            try {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
                pump.watch();
                startWhatIsDue();
            } catch (InterruptedException e) {
                LOG.warn("the supervisor's thread was interrupted, by nobody of the pool's", e);
            } catch (RuntimeException e) {
                if (!stopping) {
                    LOG.error("the supervisor could not handle an event", e);
                }
            }
        }
    }

    private void startWhatIsDue() {
        long now = System.nanoTime();
        List<Integer> due = new ArrayList<>();
        startNanos.forEach(
                (number, nanos) -> {
                    if (nanos - now <= 0) {
                        due.add(number);
                    }
                });
        due.forEach(
                number -> {
                    startNanos.remove(number);
                    startWorker(number);
                });
    }

    private void startWorker(int number) {
        if (stopping) {
            return;
        }
        try {
            WorkerProcess worker =
                    WorkerProcess.start(number, config, transport, end.address(), outputLog);
            workers.put(number, worker);
            LOG.debug("{} is starting", worker);
            worker.onExit(() -> events.add(() -> onExit(worker)));
            if (stopping) {
                // Whoever stops the pool may have looked before this one was there.
                worker.kill();
            }
        } catch (IOException e) {
            failedToStart(number, "worker " + number + " cannot be started: " + e.getMessage());
        }
    }

    private void onReady(int number, long pid) {
        WorkerProcess worker = workers.get(number);
        if (worker == null || worker.pid() != pid) {
            return;
        }
        LOG.debug("{} is ready", worker);
        worker.markReady();
        startFailures = 0;
        firstReady.complete(null);
    }

    private void onExit(WorkerProcess worker) {
        if (stopping) {
            return;
        }
        String ending;
        try {
            ending = worker.describeEnd();
        } catch (InterruptedException e) {
            ending = worker + " ended";
        }
        recover(worker, ending);
        workers.remove(worker.number(), worker);
        if (worker.isReady()) {
            LOG.warn("{}", ending);
            startWorker(worker.number());
        } else {
            failedToStart(worker.number(), ending);
        }
    }

    private void recover(WorkerProcess worker, String ending) {
        List<Runnable> failures = new ArrayList<>();
        try {
            end.recover(
                    worker.number(),
                    (jobId, attempt) -> {
                        if (attempt < config.attempts()) {
                            return pending.contains(jobId);
                        }
                        JobFuture<R> job = pending.remove(jobId);
                        if (job != null) {
                            String message =
                                    "attempt "
                                            + attempt
                                            + " of "
                                            + config.attempts()
                                            + ": "
                                            + ending;
                            WorkerDiedException death = new WorkerDiedException(message, attempt);
                            failures.add(() -> job.completeExceptionally(death));
                        }
                        return false;
                    });
        } finally {
            // What is attached to a future may block, which must not be this thread.
            failures.forEach(Thread::startVirtualThread);
        }
    }

    private void failedToStart(int number, String why) {
        startFailures++;
        PoolStartException failure = new PoolStartException(why);
        if (!firstReady.isDone()) {
            firstReady.completeExceptionally(failure);
            return;
        }
        boolean anyReady = workers.values().stream().anyMatch(WorkerProcess::isReady);
        if (startFailures >= MOST_START_FAILURES && !anyReady) {
            giveUp.accept(failure);
            return;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(startFailures - 1, 6));
        LOG.warn("{}; trying again in {} ms", why, pause.toMillis());
        startNanos.put(number, System.nanoTime() + pause.toNanos());
    }
}
