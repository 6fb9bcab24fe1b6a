package org.sempool.coordinator;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.Optional;
import org.sempool.PoolBrokenException;
import org.sempool.PoolStartException;
import org.sempool.process.ProcessLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers, the first of each number and their replacements, at the times that {@link
 * Restarts} decides, and only while the pool's classes are unchanged.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class WorkerStarts {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerStarts.class);

    /** Takes care of workers once they are started. */
    interface Keeper {
        void started(WorkerProcess worker);

        /** A worker of this number may have run for a moment, and nothing is known about it. */
        void repairUnknown(int number);
    }

    private final WorkerLauncher launcher;
    private final ClassWatch classes;
    private final Workers workers;
    private final Suspension suspension;
    private final Lifecycle lifecycle;
    private final EventThread thread;
    private final Restarts restarts;

    /** The numbers whose next worker will be started by a scheduled event. */
    private final BitSet due = new BitSet();

    /** The numbers whose last worker could not be started, but may have run for a moment. */
    private final BitSet unrepaired = new BitSet();

    /** No more jobs will come: workers that end are not replaced. */
    private volatile boolean windingDown;

    WorkerStarts(
            WorkerLauncher launcher,
            ClassWatch classes,
            Workers workers,
            Suspension suspension,
            Lifecycle lifecycle,
            EventThread thread) {
        this.launcher = launcher;
        this.classes = classes;
        this.workers = workers;
        this.suspension = suspension;
        this.lifecycle = lifecycle;
        this.thread = thread;
        this.restarts = new Restarts(workers.max());
    }

    /** Starts the first workers, on the supervisor's thread. For any thread. */
    void begin(Keeper keeper) {
        launcher.open();
        for (int number = 1; number <= workers.max(); number++) {
            int worker = number;
            due.set(number);
            thread.run(() -> start(worker, keeper));
        }
    }

    /** No more jobs will come. For any thread. */
    void windDown() {
        windingDown = true;
    }

    /** All workers have ended. For any thread. */
    void end() {
        launcher.close();
    }

    /** Starts workers that are missing because a start failed. */
    void startMissing(Keeper keeper) {
        for (int number = 1; number <= workers.max(); number++) {
            if (workers.get(number) == null && !due.get(number)) {
                start(number, keeper);
            }
        }
    }

    /** This worker has succeeded. */
    void succeeded(int number) {
        restarts.succeeded(number);
    }

    /** Replaces a worker that has ended. */
    void replace(int number, Keeper keeper) {
        restarts.succeeded(number);
        start(number, keeper);
    }

    /**
     * Replaces a worker that failed, after a pause.
     *
     * @param byItself whether it was not ended from outside
     */
    void replaceFailed(int number, String why, boolean byItself, Keeper keeper) {
        restarts.failed(number, byItself);
        if (lifecycle.expectsDeaths()) {
            return;
        }
        PoolStartException failure = new PoolStartException(why);
        if (byItself && lifecycle.firstReady().fail(failure)) {
            return;
        }
        if (restarts.hopeless() && !workers.anyReady()) {
            lifecycle.breakDown(failure);
            return;
        }
        Duration pause = restarts.pause(number);
        String summary = why.lines().findFirst().orElse(why);
        if (pause.isZero()) {
            LOG.warn("{}; starting another", summary);
        } else {
            LOG.warn("{}; starting another in {} ms", summary, pause.toMillis());
        }
        due.set(number);
        var _ = thread.runAfter(pause, () -> start(number, keeper));
    }

    private void start(int number, Keeper keeper) {
        due.clear(number);
        if (windingDown || haveClassesChanged(classes.changeForNewWorkers())) {
            return;
        }
        try {
            if (unrepaired.get(number)) {
                keeper.repairUnknown(number);
                unrepaired.clear(number);
            }
            WorkerProcess worker = suspension.start(() -> launcher.launch(number));
            if (worker == null) {
                // The pool is suspended: startMissing() starts this worker after that.
                return;
            }
            LOG.debug("{} is starting", worker);
            keeper.started(worker);
        } catch (IOException e) {
            replaceFailed(number, cannotBeStarted(number, e), true, keeper);
        } catch (RuntimeException | Error e) {
            if (workers.get(number) == null) {
                unrepaired.set(number);
                replaceFailed(number, cannotBeStarted(number, e), true, keeper);
            } else {
                LOG.warn("worker {} was started, but its set-up is incomplete", number, e);
            }
        }
    }

    private static String cannotBeStarted(int number, Throwable why) {
        return "worker " + number + " cannot be started: " + ProcessLimits.own().explain(why);
    }

    /** Whether classes have changed that a new worker may have loaded; then the pool stops. */
    boolean haveClassesChangedForNewWorker() {
        return haveClassesChanged(classes.changeForNewWorkers());
    }

    /** Whether classes have changed that workers may still load; then the pool stops. */
    boolean haveClassesChanged() {
        return haveClassesChanged(classes.changeForWorkers());
    }

    private boolean haveClassesChanged(Optional<String> change) {
        if (change.isEmpty() || lifecycle.expectsDeaths()) {
            return false;
        }
        String what = change.get();
        if (!lifecycle.firstReady().fail(new PoolStartException(what))) {
            lifecycle.breakDown(new PoolBrokenException(what, new IOException(what)));
        }
        return true;
    }
}
