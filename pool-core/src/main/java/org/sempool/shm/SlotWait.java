package org.sempool.shm;

import org.sempool.claim.StateWord;
import java.util.function.IntPredicate;
import org.sempool.spi.Step;

/**
 * How an owner waits for a slot to claim: it looks, spins, and then sleeps on a semaphore; and how
 * it is woken.
 *
 * <p>Nobody sleeps while there is a slot to claim:
 *
 * <pre>
 *   about to sleep:     register as a sleeper;  look at every slot;             sleep
 *   releasing a slot:   change its word;        mark it;  is there a sleeper?   release a permit
 * </pre>
 *
 * <p>Each process writes first and then reads what the other writes. All four operations are
 * sequentially consistent, so one of the two sees the other (Dekker's argument).
 *
 * <p>One wake-up at a time: while there is a permit that nobody has taken, no other is released. A
 * sleeper that takes it looks at every slot, claims one, and wakes the next sleeper if there are
 * more. So a burst of short jobs wakes a few sleepers, not all of them.
 */
final class SlotWait {
    /** The longest sleep without a look at the slots: bounds what a lost wake-up can cost. */
    static final long LONGEST_SLEEP_NANOS = 100_000_000;

    private final SlotTable table;
    private final SlotSearch search;
    private final OwnerSet sleepers;
    private final Semaphore semaphore;
    private final Spinning spinning;
    private final Spinning.Look claimLikely;
    private final Spinning.Look peek;

    SlotWait(
            SlotTable table,
            SlotSearch search,
            OwnerSet sleepers,
            Semaphore semaphore,
            Spinning spinning) {
        this.table = table;
        this.search = search;
        this.sleepers = sleepers;
        this.semaphore = semaphore;
        this.spinning = spinning;
        this.claimLikely = search::claimLikely;
        this.peek = _ -> search.peek();
    }

    /** Waits at most {@code waitNanos}, maybe less; then {@link SlotTable#NONE}. */
    int claim(int owner, long waitNanos) {
        int slot = search.claimLikely(owner);
        if (slot != SlotTable.NONE) {
            return slot;
        }
        if (waitNanos <= 0) {
            return search.claimAny(owner);
        }
        long deadline = System.nanoTime() + waitNanos;
        slot = spinning.lookFor(claimLikely, owner, deadline);
        return slot != SlotTable.NONE ? slot : sleep(owner, deadline);
    }

    /**
     * Sleeps once, for a bounded time, unless a look at all slots as a sleeper finds one. If it is
     * not woken, it does not look again: the caller comes back if it still wants a slot.
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
                search.doubtOne();
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

    /** To be called after a slot was released and marked. */
    void wakeOne() {
        if (!sleepers.isEmpty()) {
            Step.LOOK_FOR_SLEEPERS.reached();
            if (semaphore.permits() == 0) {
                Step.LOOK_FOR_PERMITS.reached();
                releasePermit();
            }
        }
        Step.WAKE.reached();
    }

    /**
     * The slot is released already, and its message may have been taken: a failure to wake must not
     * look like a failure to release. It costs what a lost wake-up costs.
     */
    private void releasePermit() {
        try {
            semaphore.release(1);
        } catch (OutOfMemoryError | IllegalStateException notWoken) {
            // The sleep is bounded.
        }
    }

    /** Wakes all sleepers, to look for something else. */
    void wakeAll() {
        semaphore.release(sleepers.size());
    }

    /** Removes a dead owner, and wakes the sleeper that it may not have come to wake. */
    void forget(int owner) {
        // It may have changed a word and not come to mark it.
        search.markAll();
        Step.MARK_FOR_DEAD.reached();
        sleepers.remove(owner);
        Step.FORGET_SLEEPER.reached();
        if (!sleepers.isEmpty()) {
            // Even if there is a permit: the dead one may have been woken for it.
            semaphore.release(1);
        }
        Step.WAKE_FOR_DEAD.reached();
    }

    /**
     * Claims the next slot in line if it comes soon and is wanted, for a thread that would only be
     * woken by another thread of the same owner, which is asleep: that one is left asleep. Ends
     * early, with {@link SlotTable#NONE}, when any other slot comes: that is for the sleeper, which
     * is woken.
     *
     * <p>To other processes it looks as if the sleeper's time was up, and it registered and looked
     * at all slots again: a process that released a slot in between woke nobody.
     */
    int claimInPlaceOfSleeper(int owner, IntPredicate isWanted) {
        if (!sleepers.contains(owner)) {
            return SlotTable.NONE;
        }
        sleepers.remove(owner);
        Step.LEAVE_SLEEPERS.reached();
        try {
            int slot = spinning.lookFor(peek, owner, System.nanoTime() + Spinning.LONGEST_NANOS);
            return slot != SlotTable.NONE && claimIfWanted(slot, owner, isWanted)
                    ? slot
                    : SlotTable.NONE;
        } finally {
            sleepers.add(owner);
            Step.ENTER_SLEEPERS.reached();
            if (search.isAny()) {
                wakeOne();
            }
        }
    }

    private boolean claimIfWanted(int slot, int owner, IntPredicate isWanted) {
        long word = table.word(slot);
        boolean claimed =
                StateWord.state(word) == SlotState.FULL
                        && isWanted.test(slot)
                        && table.claimExactly(slot, word, owner);
        if (claimed) {
            Step.CLAIM_FULL.reached();
            search.advanceAfter(slot);
        }
        return claimed;
    }
}
