package org.sempool.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sempool.WorkerDeath;
import org.sempool.flight.Flight;

/**
 * Counts workers that start and end, and tells of it. Called by the supervisor's thread; read by
 * any.
 */
final class WorkerChanges {
    private final String pool;
    private final Listeners listeners;
    private final AtomicLong starts = new AtomicLong();
    private final AtomicLong retirements = new AtomicLong();
    private final AtomicLong deaths = new AtomicLong();

    WorkerChanges(String pool, Listeners listeners) {
        this.pool = pool;
        this.listeners = listeners;
    }

    /** A worker's process was started. */
    void started(WorkerProcess worker) {
        starts.incrementAndGet();
        int number = worker.number();
        long pid = worker.pid();
        listeners.tell("workerStarted", listener -> listener.workerStarted(number, pid));
    }

    /** A worker is ready for jobs. */
    void ready(WorkerProcess worker) {
        int number = worker.number();
        long pid = worker.pid();
        listeners.tell("workerReady", listener -> listener.workerReady(number, pid));
        Flight.workerStart(pool, number, pid, worker.age().toNanos());
    }

    /** A worker has ended as planned. */
    void retired(WorkerProcess worker) {
        retirements.incrementAndGet();
        int number = worker.number();
        long pid = worker.pid();
        listeners.tell("workerRetired", listener -> listener.workerRetired(number, pid));
    }

    /** A worker has died. */
    void died() {
        deaths.incrementAndGet();
    }

    /** Tells how a worker died. For any thread. */
    void describeDeath(WorkerProcess worker, Optional<DeathRepair.Lost> lost) {
        WorkerDeath death =
                worker.causeOfDeath()
                        .toDeath(
                                lost.map(DeathRepair.Lost::attempt).orElse(0),
                                lost.map(DeathRepair.Lost::ran).orElse(Duration.ZERO));
        listeners.tell("workerDied", listener -> listener.workerDied(death));
        Flight.workerDeath(
                pool,
                death.worker(),
                death.pid(),
                death.exitCode(),
                lost.map(DeathRepair.Lost::jobId).orElse(0L),
                death.description().lines().findFirst().orElse(""));
    }

    Workforce.Changes counts() {
        return new Workforce.Changes(starts.get(), retirements.get(), deaths.get());
    }
}
