package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * The lecture's semaphore: a {@code sem_t} in shared memory, made by {@code sem_init} with {@code
 * pshared} = 1.
 *
 * <p>{@code sem_destroy} is never called: for a shared semaphore the C library keeps nothing
 * outside the memory itself, which is unmapped as a whole while others may still look at it.
 *
 * <p>Public for the examples, on the class path; the package is not part of the API.
 */
public final class PosixSemaphore implements Semaphore {
    private final MemorySegment sem;

    private PosixSemaphore(MemorySegment sem) {
        this.sem = sem;
    }

    /**
     * Makes a semaphore: to be called once, by one process, before any other attaches.
     *
     * @param memory where, aligned as a {@code long}, and as large as a {@code sem_t} at least
     * @param permits how many there are at first
     * @return the semaphore
     */
    public static PosixSemaphore init(MemorySegment memory, int permits) {
        LibC.Sem.init(memory, permits);
        return attach(memory);
    }

    /**
     * The semaphore that was made in this memory, by any process.
     *
     * @param memory where it is; nothing is looked at before the first call
     * @return the semaphore
     */
    public static PosixSemaphore attach(MemorySegment memory) {
        return new PosixSemaphore(memory);
    }

    @Override
    public boolean tryAcquire() {
        return LibC.Sem.tryWait(sem);
    }

    @Override
    public boolean acquire(long timeoutNanos) {
        return LibC.Sem.timedWait(sem, timeoutNanos);
    }

    @Override
    public void release(int permits) {
        for (int i = 0; i < permits; i++) {
            LibC.Sem.post(sem);
        }
    }

    @Override
    public int permits() {
        return LibC.Sem.value(sem);
    }
}
