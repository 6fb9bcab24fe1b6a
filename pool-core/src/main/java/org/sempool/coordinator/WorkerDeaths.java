package org.sempool.coordinator;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.sempool.PoolBrokenException;
import org.sempool.flight.Flight;
import org.sempool.logging.RecordLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows the end of a worker's process: repairs what it held, and replaces it.
 *
 * <p>For the supervisor's thread.
 */
final class WorkerDeaths<R> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerDeaths.class);
    private static final Duration REPAIR_PAUSE = Duration.ofMillis(100);
    private static final int MAX_REPAIRS = 20;

    private final String pool;
    private final Workers workers;
    private final EventThread thread;
    private final Lifecycle lifecycle;
    private final SideThreads sideThreads;
    private final DeathRepair<R> repair;
    private final KillTimers<WorkerProcess> killTimers;
    private final WorkerStarts starts;
    private final WorkerStarts.Keeper keeper;
    private final WorkerChanges changes;
    private final BooleanSupplier isBroken;
    private final Orphans orphans;

    /**
     * @param pool the pool's name
     * @param isBroken whether nothing can be repaired any more
     */
    WorkerDeaths(
            String pool,
            Workers workers,
            EventThread thread,
            Lifecycle lifecycle,
            SideThreads sideThreads,
            DeathRepair<R> repair,
            KillTimers<WorkerProcess> killTimers,
            WorkerStarts starts,
            WorkerStarts.Keeper keeper,
            WorkerChanges changes,
            BooleanSupplier isBroken) {
        this.pool = pool;
        this.workers = workers;
        this.thread = thread;
        this.lifecycle = lifecycle;
        this.sideThreads = sideThreads;
        this.repair = repair;
        this.killTimers = killTimers;
        this.starts = starts;
        this.keeper = keeper;
        this.changes = changes;
        this.isBroken = isBroken;
        this.orphans = new Orphans(sideThreads::run);
    }

    /** Finds dead workers whose end could not be handled, perhaps for lack of memory or threads. */
    void find() {
        for (WorkerProcess worker : workers.all()) {
            if (!worker.isAlive()) {
                onExit(worker);
            }
        }
    }

    /** A worker's process has ended. */
    void onExit(WorkerProcess worker) {
        if (!worker.noteExit()) {
            return;
        }
        killTimers.endAll(worker);
        if (!isBroken.getAsBoolean()) {
            repair(worker, 1);
        }
    }

    private void repair(WorkerProcess worker, int repairs) {
        worker.killGroupLeft();
        Optional<DeathRepair.Lost> lost;
        try {
            Object recorded = Flight.beginRepair();
            lost = repair.run(worker);
            Flight.endRepair(
                    recorded,
                    pool,
                    worker.number(),
                    worker.pid(),
                    lost.map(DeathRepair.Lost::jobId).orElse(0L));
        } catch (RuntimeException | Error e) {
            repairAgain(worker, repairs, e);
            return;
        }
        workers.remove(worker);
        // Before waiting for the worker's output, which its orphans may hold open.
        orphans.kill(worker.tag(), worker.startTicks());
        replace(worker, lost);
    }

    private void repairAgain(WorkerProcess worker, int repairs, Throwable problem) {
        if (repairs == MAX_REPAIRS) {
            lifecycle.breakDown(
                    new PoolBrokenException(
                            worker + " has died, and the repair has failed: " + problem, problem));
            return;
        }
        LOG.warn("the repair after the death of {} failed; trying again", worker, problem);
        var _ = thread.runAfter(REPAIR_PAUSE, () -> repair(worker, repairs + 1));
    }

    private void replace(WorkerProcess worker, Optional<DeathRepair.Lost> lost) {
        int number = worker.number();
        if (worker.hasRetired()) {
            changes.retired(worker);
            starts.replace(number, keeper);
            return;
        }
        changes.died();
        if (lost.isPresent() || worker.hasWorked()) {
            starts.replace(number, keeper);
            sideThreads.run(
                    () -> {
                        report(worker, lost);
                        changes.describeDeath(worker, lost);
                    });
        } else {
            CauseOfDeath cause = worker.causeOfDeath();
            String why = cause.describe(Optional.empty());
            changes.describeDeath(worker, lost);
            starts.replaceFailed(number, why, !cause.isFromOutside(), keeper);
        }
    }

    /** Logs one line; the rest was in the worker's output, or is in its job's failure. */
    private void report(WorkerProcess worker, Optional<DeathRepair.Lost> lost) {
        String text = worker.causeOfDeath().describe(Optional.empty());
        String job = lost.map(held -> ", with " + held.describe()).orElse("");
        RecordLog.within(
                pool,
                worker.number(),
                worker.pid(),
                lost.map(DeathRepair.Lost::jobId).orElse(0L),
                lost.map(DeathRepair.Lost::jobName).orElse(null),
                () -> {
                    LOG.warn("pool {}: {}{}", pool, text.lines().findFirst().orElse(text), job);
                    LOG.debug("{}", text);
                });
    }
}
