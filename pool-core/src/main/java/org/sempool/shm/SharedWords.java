package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.Set;
import org.sempool.process.NativeAccess;

/**
 * Words in shared memory that several processes access concurrently.
 *
 * <p>They are accessed through a constant segment that spans all of the process's memory. The
 * compiler knows its bounds and that it is never closed, so an access is one instruction; through a
 * segment in a field it is a dozen, and a claim of a slot takes twice as long. The price: <b>no
 * offset is checked</b>, so every offset must come from {@link QueueLayout}, for a slot that was
 * checked to exist. And only the garbage collector may unmap the memory; each access holds it off
 * until it is done.
 *
 * <p>If the JVM does not allow that, each access is checked and takes longer.
 *
 * <p>The structures on the path of every message extend this class rather than use it. The address
 * is then in a field of their own, and is loaded without a detour: after an atomic operation the
 * processor waits for each such load.
 */
@SuppressWarnings("restricted") // accesses all of memory, see above
class SharedWords {
    private static final boolean UNCHECKED = NativeAccess.isAllowed();
    private static final MemorySegment ALL_MEMORY =
            UNCHECKED ? MemorySegment.NULL.reinterpret(Long.MAX_VALUE) : MemorySegment.NULL;
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle SHORT = JAVA_SHORT.varHandle();

    /** On these processors an atomic read-modify-write also keeps stores before later loads. */
    private static final boolean ATOMICS_ARE_FENCES =
            Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"));

    private final MemorySegment memory;
    private final long base;

    /** For memory outside the heap, which lives as long as it is reachable. */
    SharedWords(MemorySegment memory) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException("memory=" + memory + " has no address");
        }
        this.memory = memory;
        this.base = UNCHECKED ? memory.address() : 0;
    }

    /** A constant for the compiler if accesses are unchecked. */
    private MemorySegment memory() {
        return UNCHECKED ? ALL_MEMORY : memory;
    }

    /**
     * Keeps all stores before it in front of all loads after it, if a compare-and-set of this
     * thread was the last access in between.
     */
    static void fenceAfterAtomic() {
        if (!ATOMICS_ARE_FENCES) {
            VarHandle.fullFence();
        }
    }

    final long getLong(long offset) {
        try {
            return (long) LONG.get(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setLong(long offset, long value) {
        try {
            LONG.set(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final int getInt(long offset) {
        try {
            return (int) INT.get(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setInt(long offset, int value) {
        try {
            INT.set(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final short getShort(long offset) {
        try {
            return (short) SHORT.get(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setShort(long offset, short value) {
        try {
            SHORT.set(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final long getAcquire(long offset) {
        try {
            return (long) LONG.getAcquire(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final long getVolatile(long offset) {
        try {
            return (long) LONG.getVolatile(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setVolatile(long offset, long value) {
        try {
            LONG.setVolatile(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setRelease(long offset, long value) {
        try {
            LONG.setRelease(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final boolean compareAndSet(long offset, long expected, long value) {
        try {
            return LONG.compareAndSet(memory(), base + offset, expected, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setBits(long offset, long bits) {
        try {
            var _ = (long) LONG.getAndBitwiseOr(memory(), base + offset, bits);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void clearBits(long offset, long bits) {
        try {
            var _ = (long) LONG.getAndBitwiseAnd(memory(), base + offset, ~bits);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final int getOpaqueInt(long offset) {
        try {
            return (int) INT.getOpaque(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setOpaqueInt(long offset, int value) {
        try {
            INT.setOpaque(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final boolean compareAndSetInt(long offset, int expected, int value) {
        try {
            return INT.compareAndSet(memory(), base + offset, expected, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setVolatileInt(long offset, int value) {
        try {
            INT.setVolatile(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final int getAcquireInt(long offset) {
        try {
            return (int) INT.getAcquire(memory(), base + offset);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    final void setReleaseInt(long offset, int value) {
        try {
            INT.setRelease(memory(), base + offset, value);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }
}
