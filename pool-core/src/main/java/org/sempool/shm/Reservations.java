package org.sempool.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which free slots of a queue its process has given to one of its threads to write to.
 *
 * <p>Only the threads of one process put jobs, and nobody else needs to know which of them writes
 * to a slot: if that process dies, the whole pool is void. So they compete for slots here, in their
 * own memory, where a compare-and-set waits for no other process. In shared memory the slot stays
 * FREE until its message is published.
 *
 * <p>A slot's generations are reserved one after another. So a reservation needs no end: the slot
 * is free for the next one when it is FREE in the next generation.
 *
 * <p>Thread-safe.
 */
final class Reservations {
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

    /** Of each slot, the first generation that is not reserved yet. */
    private final int[] next;

    Reservations(int slots) {
        next = new int[slots];
    }

    /** Whether a slot that is FREE in this generation is not reserved yet. */
    boolean isOpen(int slot, int generation) {
        return (int) INTS.getOpaque(next, slot) == generation;
    }

    /** Reserves a slot that is FREE in this generation, unless another thread has. */
    boolean tryReserve(int slot, int generation) {
        return isOpen(slot, generation)
                && INTS.compareAndSet(next, slot, generation, generation + 1);
    }
}
