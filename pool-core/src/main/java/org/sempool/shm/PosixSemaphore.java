package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * The lecture's semaphore: a {@code sem_t} in shared memory, made by {@code sem_init} with {@code
 * pshared} = 1.
 *
 * <p>{@code sem_destroy} is never called: for a shared semaphore the C library keeps nothing
 * outside the memory itself, and that is unmapped as a whole while other processes may still access
 * it.
 *
 * <p>Public for the examples on the class path; the package is not part of the API.
 */
public final class PosixSemaphore implements Semaphore {
    private final MemorySegment sem;

    private PosixSemaphore(MemorySegment sem) {
        this.sem = sem;
    }

    /**
     * Makes a semaphore. One process must call this once, before any other attaches.
     *
     * @param memory where, aligned as a {@code long} and at least as large as a {@code sem_t}
     * @param permits the initial number of permits
     * @return the semaphore
     */
    public static PosixSemaphore init(MemorySegment memory, int permits) {
        LibC.Sem.init(memory, permits);
        return attach(memory);
    }

    /**
     * Returns the semaphore that any process made in this memory.
     *
     * @param memory where it is; not accessed before the first call
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
