package org.sempool.shm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.RoomPatience;

/**
 * How an owner waits for room in a queue's payload memory, and how it is woken.
 *
 * <pre>
 *   about to sleep:  register as a sleeper;  look for room;         sleep
 *   freeing a slot:  change its word;        is there a sleeper?    release permits
 * </pre>
 *
 * <p>As in {@link SlotWait}, one of the two sees the other. But all sleepers are woken, because
 * each wants another amount of room; and every sleep is short, because a process may be killed
 * before it wakes them.
 *
 * <p>The threads of one process have turns, in the order in which they came: otherwise small
 * payloads could take the room for ever that a large one waits for. Thread-safe.
 */
final class RoomWait {
    private static final long LONGEST_SLEEP_NANOS = 50_000_000;

    private final OwnerSet sleepers;
    private final Semaphore semaphore;
    private final int owner;
    private final ReentrantLock turn = new ReentrantLock(true);

    RoomWait(OwnerSet sleepers, Semaphore semaphore, int owner) {
        this.sleepers = sleepers;
        this.semaphore = semaphore;
        this.owner = owner;
    }

    /**
     * Claims room, and waits for it if there is none.
     *
     * @param claim returns {@link PayloadMemory#NONE} if there is no room
     * @param patience asked before each wait; without it, this does not wait
     * @return what {@code claim} returned last, or {@link PayloadMemory#NONE}
     */
    int claim(IntSupplier claim, @Nullable RoomPatience patience) {
        int first = turn.isLocked() ? PayloadMemory.NONE : claim.getAsInt();
        if (first != PayloadMemory.NONE || patience == null) {
            return first;
        }
        boolean mine = false;
        try {
            while (first == PayloadMemory.NONE && patience.waits()) {
                mine = mine || awaitTurn();
                if (mine) {
                    first = sleepUnless(claim);
                }
            }
            return first;
        } finally {
            if (mine) {
                turn.unlock();
            }
        }
    }

    /** An interrupt ends the wait, and stays: the patience may stop for it. */
    private boolean awaitTurn() {
        boolean interrupted = Thread.interrupted();
        try {
            return turn.tryLock(LONGEST_SLEEP_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private int sleepUnless(IntSupplier claim) {
        sleepers.add(owner);
        try {
            int first = claim.getAsInt();
            if (first != PayloadMemory.NONE) {
                return first;
            }
            var _ = semaphore.acquire(LONGEST_SLEEP_NANOS);
        } finally {
            sleepers.remove(owner);
        }
        return claim.getAsInt();
    }

    /** Call this after a slot whose message had chunks was freed. */
    void wakeAll() {
        if (!sleepers.isEmpty() && semaphore.permits() == 0) {
            try {
                semaphore.release(sleepers.size());
            } catch (OutOfMemoryError | IllegalStateException notWoken) {
                // The slot is already free, and the sleep is bounded.
            }
        }
    }

    /** Removes a dead owner, and wakes those that it may have failed to wake. */
    void forget(int deadOwner) {
        sleepers.remove(deadOwner);
        wakeAll();
    }
}
