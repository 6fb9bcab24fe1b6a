package org.sempool.shm;

/**
 * A semaphore to sleep at for ever, or until nobody is left awake who could wake the sleeper: that
 * shows a lost wake-up at once and without a clock, which a bounded sleep would only delay.
 *
 * <p>The lock hides nothing: the queue has looked at its slots or its sleepers by then.
 */
final class LongSleep implements Semaphore {
    private int permits;
    private int awake;

    LongSleep(int actors) {
        awake = actors;
    }

    /** To be called by each actor at its end. */
    synchronized void leave() {
        awake--;
    }

    @Override
    public synchronized boolean tryAcquire() {
        if (permits == 0) {
            return false;
        }
        permits--;
        return true;
    }

    /** False only if everybody else is asleep or gone. */
    @Override
    public boolean acquire(long timeoutNanos) {
        leave();
        while (true) {
            synchronized (this) {
                if (tryAcquire()) {
                    awake++;
                    return true;
                }
                if (awake <= 0) {
                    awake++;
                    return false;
                }
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public synchronized void release(int count) {
        permits += count;
    }

    @Override
    public synchronized int permits() {
        return permits;
    }
}
