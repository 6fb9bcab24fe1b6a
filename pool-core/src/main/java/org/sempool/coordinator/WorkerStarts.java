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
 * Starts workers, the first of each number and those that take the place of others: when {@link
 * Restarts} says, and as long as the pool's classes are what they were.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class WorkerStarts {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerStarts.class);

    /** Whoever looks after workers once they are started. */
    interface Keeper {
        void started(WorkerProcess worker);

        /** A worker of this number was maybe there for a moment, and nothing is known about it. */
        void repairUnknown(int number);
    }

    private final WorkerLauncher launcher;
    private final ClassWatch classes;
    private final Workers workers;
    private final Suspension suspension;
    private final Lifecycle lifecycle;
    private final EventThread thread;
    private final Restarts restarts;

    /** The numbers whose next worker is to be started by an event that is under way. */
    private final BitSet due = new BitSet();

    /** The numbers whose last worker could not be started, and may have been there for a moment. */
    private final BitSet unrepaired = new BitSet();

    /** No jobs will come: a worker that ends needs no other in its place. */
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
        this.restarts = new Restarts(workers.most());
    }

    /** Has the first workers started. For any thread. */
    void begin(Keeper keeper) {
        launcher.open();
        for (int number = 1; number <= workers.most(); number++) {
            int worker = number;
            due.set(number);
            thread.run(() -> start(worker, keeper));
        }
    }

    /** No jobs will come any more. For any thread. */
    void windDown() {
        windingDown = true;
    }

    /** All workers have ended. For any thread. */
    void end() {
        launcher.close();
    }

    /** Starts those that are missing because something has gone wrong. */
    void startMissing(Keeper keeper) {
        for (int number = 1; number <= workers.most(); number++) {
            if (workers.get(number) == null && !due.get(number)) {
                start(number, keeper);
            }
        }
    }

    /** This worker has come to something. */
    void succeeded(int number) {
        restarts.succeeded(number);
    }

    /** Starts another in the place of one that has ended. */
    void replace(int number, Keeper keeper) {
        restarts.succeeded(number);
        start(number, keeper);
    }

    /**
     * Starts another, in good time, in the place of one that came to nothing.
     *
     * @param byItself whether it was not somebody outside who ended it
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
        if (windingDown || haveClassesChanged(classes.changeForNewcomers())) {
            return;
        }
        try {
            if (unrepaired.get(number)) {
                keeper.repairUnknown(number);
                unrepaired.clear(number);
            }
            WorkerProcess worker = suspension.start(() -> launcher.launch(number));
            if (worker == null) {
                // It is missed by each look, and started by the first that can.
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
                LOG.warn("worker {} is there, but not all is set up for it", number, e);
            }
        }
    }

    private static String cannotBeStarted(int number, Throwable why) {
        return "worker " + number + " cannot be started: " + ProcessLimits.own().explain(why);
    }

    /** Whether a worker that has just loaded its classes has others than the pool; then it ends. */
    boolean haveClassesChangedForNewcomer() {
        return haveClassesChanged(classes.changeForNewcomers());
    }

    /** Whether classes have changed that workers may still load; then the pool ends. */
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
