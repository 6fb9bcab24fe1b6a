package org.sempool.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides how many slots may hold a job: as many as there are workers if jobs take long, so that no
 * job waits here while workers of another host are idle; and more if they are short, so that no
 * worker waits for the broker.
 *
 * <p>Thread-safe.
 */
final class SlotGate {
    /** How many jobs may wait here at most. */
    static final int MOST_WAITING = 32;

    /** How long it may take to commit a result and to get the next job. */
    private static final double BROKER_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** If no job has ended for so long, those that wait here are better off elsewhere. */
    private static final long STALL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final int workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** How many workers can take a job now. */
    private int ready;

    /** How many jobs may wait besides. */
    private int ahead;

    private int held;
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

    /** Waits until a slot may take a job; returns false if there will be none. */
    boolean enter() throws InterruptedException {
        lock.lock();
        try {
            while (held >= limit() && !closed) {
                // No bound: the end of a job or of the host signals it.
                changed.await();
            }
            if (closed) {
                return false;
            }
            held++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A slot got no job. */
    void leave() {
        lock.lock();
        try {
            held--;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A slot's job has ended. */
    void leaveAfterJob() {
        lock.lock();
        try {
            held--;
            lastEndNanos = System.nanoTime();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private int limit() {
        // While its workers start, a host leaves the jobs to others.
        return ready == 0 ? 0 : ready + ahead;
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
            boolean stalled = held > workers && System.nanoTime() - lastEndNanos > STALL_NANOS;
            if (stalled) {
                ahead = 0;
            }
            return stalled;
        } finally {
            lock.unlock();
        }
    }

    int held() {
        lock.lock();
        try {
            return held;
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
