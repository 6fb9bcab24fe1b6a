package org.sempool.shm;

import org.sempool.spi.Step;

/**
 * How an owner waits for a slot to claim, and how it is woken: it checks, spins, then sleeps on a
 * semaphore.
 *
 * <p>No process sleeps while there is a slot to claim:
 *
 * <pre>
 *   about to sleep:     register as a sleeper;  check every slot;               sleep
 *   releasing a slot:   change its word;        mark it;  is there a sleeper?   add a permit
 * </pre>
 *
 * <p>Each process writes first and then reads what the other writes. All four operations are
 * sequentially consistent, so one of the two sees the other (Dekker's argument).
 *
 * <p>One wake-up at a time: while a permit is left to take, no other is added. The sleeper that
 * takes it checks every slot, claims one, and wakes the next sleeper if there are more. So a burst
 * of short jobs wakes a few sleepers, not all of them.
 */
final class SlotWait {
    /** The longest sleep between checks of the slots: bounds the cost of a lost wake-up. */
    static final long LONGEST_SLEEP_NANOS = 100_000_000;

    private static final int LOOKS_PER_WIDE_LOOK = 16;
    private static final int SLEEPS_PER_RECHECK = 10;

    private final SlotSearch search;
    private final OwnerSet sleepers;
    private final Semaphore semaphore;
    private final Spinning spinning;
    private final Spinning.Look look;

    /** How often a spinning owner has looked. A race only changes which look is a wide one. */
    private int looks;

    /** How many sleeps have ended in vain. A race only changes when a block is checked again. */
    private int sleeps;

    /**
     * Whether the last sleep has ended without a slot: then the next probably does, too, and to
     * spin before it would only cost time. A race only changes whether an owner spins.
     */
    private boolean isIdle;

    SlotWait(SlotSearch search, OwnerSet sleepers, Semaphore semaphore, Spinning spinning) {
        this.search = search;
        this.sleepers = sleepers;
        this.semaphore = semaphore;
        this.spinning = spinning;
        this.look = this::lookOnce;
    }

    /**
     * Call this if no slot was where it should be. Waits at most {@code waitNanos}, perhaps less;
     * then returns {@link SlotTable#NONE}.
     */
    int claim(int owner, long waitNanos) {
        if (waitNanos <= 0) {
            return search.claimAny(owner);
        }
        long deadline = System.nanoTime() + waitNanos;
        int slot = isIdle ? SlotTable.NONE : spinning.lookFor(look, owner, deadline);
        if (slot == SlotTable.NONE) {
            slot = sleep(owner, deadline);
            isIdle = slot == SlotTable.NONE;
        }
        return slot;
    }

    /**
     * Most looks are only at the next slot. To look elsewhere is to read a cache line that the
     * other side writes for each message; if that were read all the time, it would be slow to
     * write.
     */
    private int lookOnce(int owner) {
        looks++;
        return looks % LOOKS_PER_WIDE_LOOK == 0
                ? search.claimLikely(owner)
                : search.claimFirst(owner);
    }

    /**
     * Registers as a sleeper, checks all slots, and sleeps once, for a bounded time, if there is
     * none. If it is not woken, it does not check again: the caller repeats the call if it still
     * wants a slot.
     */
    private int sleep(int owner, long deadline) {
        sleepers.add(owner);
        try {
            Step.ENTER_SLEEPERS.reached();
            int slot = search.claimAny(owner);
            if (slot != SlotTable.NONE) {
                return slot;
            }
            Step.LOOK_AS_SLEEPER.reached();
            long left = Math.min(deadline - System.nanoTime(), LONGEST_SLEEP_NANOS);
            if (left <= 0 || !semaphore.acquire(left)) {
                recheckAtTimes();
                return SlotTable.NONE;
            }
            Step.SLEEP.reached();
        } finally {
            sleepers.remove(owner);
            Step.LEAVE_SLEEPERS.reached();
        }
        int slot = search.claimAny(owner);
        Step.LOOK_WOKEN.reached();
        if (slot != SlotTable.NONE && search.isAny()) {
            wakeOne();
        }
        return slot;
    }

    private void recheckAtTimes() {
        sleeps++;
        if (sleeps % SLEEPS_PER_RECHECK == 0) {
            search.recheckNextBlock();
        }
    }

    /** Call this after a slot was released and marked. */
    void wakeOne() {
        if (!sleepers.isEmpty()) {
            Step.LOOK_FOR_SLEEPERS.reached();
            if (semaphore.permits() == 0) {
                Step.LOOK_FOR_PERMITS.reached();
                addPermit();
            }
        }
        Step.WAKE.reached();
    }

    /**
     * The slot is already released, and its message may have been taken, so a failure to wake must
     * not look like a failure to release. It costs as much as a lost wake-up.
     */
    private void addPermit() {
        try {
            semaphore.release(1);
        } catch (OutOfMemoryError | IllegalStateException notWoken) {
            // The sleep is bounded.
        }
    }

    /** Wakes all sleepers, so that they check for other conditions. */
    void wakeAll() {
        semaphore.release(sleepers.size());
    }

    /** Removes a dead owner, and wakes the sleeper that it may have failed to wake. */
    void forget(int owner) {
        // The dead owner may have changed a word without marking its block.
        search.markAll();
        Step.MARK_FOR_DEAD.reached();
        sleepers.remove(owner);
        Step.FORGET_SLEEPER.reached();
        if (!sleepers.isEmpty()) {
            // Even if there is a permit: its wake-up may have been lost with the dead owner.
            semaphore.release(1);
        }
        Step.WAKE_FOR_DEAD.reached();
    }
}
