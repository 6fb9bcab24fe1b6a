package org.sempool.coordinator;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sempool.process.ProcessFamily;

/**
 * Suspends and resumes the workers of a pool, with all processes that they started. Meanwhile no
 * worker is started, and the pool's clock stands still.
 *
 * <p>Thread-safe.
 */
final class Suspension {
    private final String pool;
    private final Workers workers;
    private final PoolClock clock;
    private boolean suspended;
    private boolean over;

    /**
     * @param pool the pool's name, which its workers' tags contain
     */
    Suspension(String pool, Workers workers) {
        this.pool = pool;
        this.workers = workers;
        this.clock = workers.clock();
    }

    /** Starts a worker. */
    @FunctionalInterface
    interface Start {
        WorkerProcess run() throws IOException;
    }

    /**
     * Idempotent.
     *
     * @throws UnsupportedOperationException if this JVM cannot suspend processes
     */
    synchronized void suspend() {
        if (suspended || over) {
            return;
        }
        ProcessFamily.requireSuspension();
        suspended = true;
        clock.suspend();
        boolean done = false;
        try {
            ProcessFamily.suspend(pool, workers.pids());
            done = true;
        } finally {
            if (!done) {
                resume();
            }
        }
    }

    /** Idempotent. */
    synchronized void resume() {
        if (!suspended) {
            return;
        }
        try {
            ProcessFamily.resume(pool, workers.pids());
        } finally {
            suspended = false;
            clock.resume();
        }
    }

    /**
     * The pool stops, and its workers are killed, suspended or not: it cannot be suspended any
     * more.
     */
    synchronized void end() {
        over = true;
    }

    /** Starts a worker and makes it known, or returns null if the pool is suspended. */
    synchronized @Nullable WorkerProcess start(Start start) throws IOException {
        if (suspended) {
            return null;
        }
        WorkerProcess worker = start.run();
        workers.add(worker);
        return worker;
    }
}
