package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * A semaphore that polls at growing intervals: it needs no native calls, but notices a permit late.
 */
final class PollingSemaphore implements Semaphore {
    private static final VarHandle PERMITS = JAVA_INT.varHandle();
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LONGEST_PAUSE_NANOS = 2_000_000;

    private final MemorySegment memory;

    PollingSemaphore(MemorySegment memory) {
        this.memory = memory;
    }

    PollingSemaphore reset(int permits) {
        PERMITS.setVolatile(memory, 0L, permits);
        return this;
    }

    @Override
    public boolean tryAcquire() {
        while (true) {
            int permits = permits();
            if (permits == 0) {
                return false;
            }
            if (PERMITS.compareAndSet(memory, 0L, permits, permits - 1)) {
                return true;
            }
        }
    }

    @Override
    public boolean acquire(long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        long pause = FIRST_PAUSE_NANOS;
        while (!tryAcquire()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            pause(Math.min(pause, left));
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    @Override
    public void release(int permits) {
        PERMITS.getAndAdd(memory, 0L, permits);
    }

    @Override
    public int permits() {
        return (int) PERMITS.getVolatile(memory, 0L);
    }

    /**
     * Sets an interrupt aside, which would end every pause at once and turn waiting into spinning.
     */
    private static void pause(long nanos) {
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(nanos);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
