package org.sempool.shm;

/**
 * A counting semaphore in shared memory, for threads of any process that maps it.
 *
 * <p>Permits are anonymous: a process that is killed with a permit in hand takes it along. What
 * builds on a semaphore must bear that; {@link SemaphoreQueue} does.
 *
 * <p>All methods may be called by any thread. Releasing happens before the acquiring of the same
 * permit (in the sense of the Java memory model, and between processes too).
 */
public interface Semaphore {
    /** Takes a permit if there is one. Does not block. */
    boolean tryAcquire();

    /**
     * Takes a permit, waiting for one if need be. Does not notice interrupts.
     *
     * @param timeoutNanos the longest wait, in nanoseconds, on a clock that nobody can set
     * @return false if there was none in time
     */
    boolean acquire(long timeoutNanos);

    /** Adds permits, and wakes as many who wait. Does not block. */
    void release(int permits);

    /** How many permits there are at the moment, to look at only. */
    int permits();
}
