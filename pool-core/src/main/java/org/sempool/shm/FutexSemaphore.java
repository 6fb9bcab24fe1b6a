package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.sempool.spi.Step;

/**
 * A semaphore that counts in one word of shared memory and calls the kernel only to sleep and to
 * wake a sleeper.
 *
 * <pre>
 *   63           32 31            0
 *  +---------------+---------------+
 *  |    waiters    |    permits    |   the futex is the half with the permits
 *  +---------------+---------------+
 * </pre>
 *
 * <p>Permits and waiters share a word, so that a release learns in the same step whether there are
 * waiters; with two words it would need a fence between them. The design follows "new_sem" in
 * glibc's nptl.
 *
 * <p>A waiter that is killed stays counted: from then on a release may call the kernel without
 * need, which is harmless.
 */
final class FutexSemaphore implements Semaphore {
    private static final VarHandle WORD = JAVA_LONG.varHandle();
    private static final long ONE_WAITER = 1L << 32;
    private static final int PERMITS_OFFSET =
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES;

    private final MemorySegment memory;
    private final MemorySegment futex;

    FutexSemaphore(MemorySegment memory) {
        this.memory = memory;
        this.futex = memory.asSlice(PERMITS_OFFSET, Integer.BYTES);
    }

    /** Starts over: no waiters. */
    FutexSemaphore reset(int permits) {
        WORD.setVolatile(memory, 0L, (long) permits);
        return this;
    }

    @Override
    public boolean tryAcquire() {
        while (true) {
            long word = (long) WORD.getVolatile(memory, 0L);
            if ((int) word == 0) {
                return false;
            }
            if (WORD.compareAndSet(memory, 0L, word, word - 1)) {
                return true;
            }
        }
    }

    @Override
    public boolean acquire(long timeoutNanos) {
        if (tryAcquire()) {
            return true;
        }
        long deadline = System.nanoTime() + timeoutNanos;
        addToWord(ONE_WAITER);
        while (true) {
            // The permit comes before the deadline: a woken process must check for a permit.
            if (tryAcquire()) {
                addToWord(-ONE_WAITER);
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                addToWord(-ONE_WAITER);
                return false;
            }
            LibC.Futex.await(futex, 0, left);
        }
    }

    @Override
    public void release(int permits) {
        long before = addToWord(permits);
        Step.ADD_PERMIT.reached();
        if (before >>> 32 != 0) {
            LibC.Futex.wake(futex, permits);
        }
    }

    @Override
    public int permits() {
        return (int) (long) WORD.getVolatile(memory, 0L);
    }

    private long addToWord(long delta) {
        return (long) WORD.getAndAdd(memory, 0L, delta);
    }
}
