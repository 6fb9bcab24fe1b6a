package org.sempool.shm;

/**
 * A counting semaphore in shared memory, for threads of any process that maps it.
 *
 * <p>Permits are anonymous: if a process is killed while it has a permit, the permit is lost. Users
 * of a semaphore must tolerate that; {@link SemaphoreQueue} does.
 *
 * <p>Any thread may call any method. Adding a permit happens-before taking it, also between
 * processes.
 */
public interface Semaphore {
    /** Takes a permit if there is one. Does not block. */
    boolean tryAcquire();

    /**
     * Takes a permit, and waits for one if necessary. Ignores interrupts.
     *
     * @param timeoutNanos the longest wait, in nanoseconds, on a clock that cannot be set
     * @return false if there was none in time
     */
    boolean acquire(long timeoutNanos);

    /** Adds permits, and wakes as many waiters. Does not block. */
    void release(int permits);

    /** The current number of permits, for information only. */
    int permits();
}
