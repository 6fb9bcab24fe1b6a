package org.sempool.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides how many slots may hold a job or ask for one: as many as there are workers if jobs take
 * long, so that no job waits here while workers of another host are idle; and more if they are
 * short, so that no worker waits for the broker. Those that ask in vain are sent away, and each job
 * that was found lets one more ask.
 *
 * <p>Thread-safe.
 */
final class SlotGate {
    /** How many jobs may wait here at most. */
    static final int MOST_WAITING = 32;

    /** How long it may take to commit a result and to get the next job. */
    private static final double BROKER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** If no job has ended for so long, those that wait here are better off elsewhere. */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final int workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** How many workers can take a job now. */
    private int ready;

    /** How many jobs may wait besides. */
    private int ahead;

    /** How many of those there have lately been jobs for. */
    private int found;

    /** How many slots ask for a job. */
    private int asking;

    /** How many slots have one. */
    private int holding;

    private long lastEndNanos = System.nanoTime();
    private boolean closed;

    SlotGate(int workers) {
        this.workers = workers;
        this.ready = workers;
    }

    static int limit(int workers, double nanos) {
        return workers + (int) Math.min(MOST_WAITING, workers * BROKER_NANOS / Math.max(1, nanos));
    }

    int most() {
        return workers + MOST_WAITING;
    }

    private int limit() {
        // While its workers start, a host leaves the jobs to others.
        return ready == 0 ? 0 : ready + Math.min(ahead, found);
    }

    /** Waits until a slot may ask for a job; returns false if there will be none. */
    boolean enter() throws InterruptedException {
        lock.lock();
        try {
            while (inside() >= limit() && !closed) {
                // No bound: the end of a job or of the host signals it.
                changed.await();
            }
            if (closed) {
                return false;
            }
            asking++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** How many slots ask for a job or have one. */
    int inside() {
        lock.lock();
        try {
            return asking + holding;
        } finally {
            lock.unlock();
        }
    }

    /** How long a slot is to wait for the broker's answer. */
    long patienceNanos() {
        lock.lock();
        try {
            return inside() > ready ? AHEAD_NANOS : IDLE_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** A slot got no job; returns whether it may ask again. Otherwise it has left. */
    boolean mayAskAgain() {
        lock.lock();
        try {
            if (inside() <= ready && !closed) {
                return true;
            }
            asking--;
            found = Math.max(0, found - 1);
            changed.signal();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** A slot got a job. */
    void took() {
        lock.lock();
        try {
            asking--;
            holding++;
            found = Math.min(MOST_WAITING, found + 1);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A slot has lost its job, or has given it back. */
    void leave() {
        lock.lock();
        try {
            holding--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A slot's job has ended. */
    void leaveAfterJob() {
        lock.lock();
        try {
            lastEndNanos = System.nanoTime();
            leave();
        } finally {
            lock.unlock();
        }
    }

    /** So many workers can take a job now. */
    void setReady(int count) {
        lock.lock();
        try {
            ready = Math.min(count, workers);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Handlers have lately taken so long for a job. */
    void setJobTime(double nanos) {
        lock.lock();
        try {
            ahead = limit(workers, nanos) - workers;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether jobs wait here that are to be given back: those before them take longer than others
     * did.
     */
    boolean isStalled() {
        lock.lock();
        try {
            boolean stalled = holding > workers && System.nanoTime() - lastEndNanos > STALL_NANOS;
            if (stalled) {
                ahead = 0;
            }
            return stalled;
        } finally {
            lock.unlock();
        }
    }

    /** No slot takes another job. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
