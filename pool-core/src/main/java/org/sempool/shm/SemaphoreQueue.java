package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.sempool.spi.Step;

/**
 * The heart: a fixed-size queue in shared memory, for any number of processes at both ends.
 *
 * <pre>
 *   put:  claimFree  FREE -> WRITING     take:  claimFull  FULL -> CLAIMED
 *         write the payload                     read the payload, use it
 *         publish    WRITING -> FULL            free       CLAIMED -> FREE
 *         wake a taker                          wake a putter
 * </pre>
 *
 * <p>It grew out of the lecture's queue: a ring of slots with the semaphores {@code isem} (free
 * slots) and {@code osem} (full slots) and the counters {@code qii} and {@code qjj}, each of which
 * was fetched and added to. Three things differ, and each closes a hole:
 *
 * <ol>
 *   <li><b>No anonymous claims.</b> One compare-and-set on the slot's own {@link SlotState word}
 *       takes the slot and names the owner. A ticket from a counter names nobody: a process that is
 *       killed with one leaves a hole in the ring, and a putter that is slower than the next one
 *       lets the taker read a slot that is not written yet. The counters are only hints where to
 *       look first.
 *   <li><b>The slot words are the truth, the semaphores wake.</b> A process that finds a slot needs
 *       no permit; a permit is handed only to somebody who sleeps. So the usual path touches
 *       nothing but the slot, no count can disagree with the slots after a kill, and a permit too
 *       many costs its finder one look around. Who sleeps is named too, see {@link OwnerSet}.
 *   <li><b>Every wait is bounded.</b> A process that is killed between publishing and waking leaves
 *       a sleeper that wakes by itself, see {@link #LONGEST_SLEEP_NANOS}.
 * </ol>
 *
 * <p>Why nobody sleeps while there is something for him: who wants to sleep first enters himself as
 * a sleeper and <i>then</i> looks at every slot; who gives a slot on first changes its word and
 * <i>then</i> looks for sleepers. All four are sequentially consistent, so one of the two sees the
 * other (Dekker's argument). A look at every slot passes over the blocks of slots that {@link
 * SlotMarks} says have none; so who gives a slot on also marks its block, before it looks for
 * sleepers.
 *
 * <p>One wake-up at a time: while a permit is there that nobody has taken yet, no other is
 * released. Who takes it looks at every slot after that, and if he leaves something behind, wakes
 * the next. So a burst of short jobs wakes a few sleepers, not all of them.
 *
 * <p>A slot that is neither FREE nor FULL has exactly one owner, and nobody else changes its word,
 * except the repair after the owner's death was confirmed.
 *
 * <p>{@link Step} names the moments at which a process may die, and says what each leaves behind.
 *
 * <p>Thread-safe, but each owner may wait in one place at a time.
 */
final class SemaphoreQueue {
    /** No slot. */
    static final int NONE = -1;

    private static final int NONE_PASSED = 0;

    /** The longest sleep without a look at the slots: bounds what a lost wake-up can cost. */
    static final long LONGEST_SLEEP_NANOS = 100_000_000;

    /** One of the two things one can want of a queue: a free slot, or a full one. */
    private record Side(
            int wanted,
            int claimed,
            Step claim,
            long hint,
            long oppositeHint,
            SlotMarks marks,
            OwnerSet sleepers,
            Semaphore semaphore) {}

    private final SharedWords memory;
    private final QueueLayout layout;
    private final int slots;
    private final long firstState;
    private final long stride;
    private final Side freeSide;
    private final Side fullSide;
    private final Spinning spinning;
    private int nextToDoubt;

    /**
     * A queue in memory that is set up already, by this or another process.
     *
     * @param free the lecture's isem: who wants a free slot sleeps here
     * @param full the lecture's osem: who wants a full slot sleeps here
     */
    SemaphoreQueue(
            MemorySegment memory,
            QueueLayout layout,
            Semaphore free,
            Semaphore full,
            Spinning spinning) {
        this.memory = new SharedWords(memory);
        this.layout = layout;
        this.slots = layout.slots();
        this.firstState = layout.state(0);
        this.stride = layout.stride();
        this.spinning = spinning;
        this.freeSide =
                new Side(
                        SlotState.FREE,
                        SlotState.WRITING,
                        Step.CLAIM_FREE,
                        layout.freeHint(),
                        layout.fullHint(),
                        marks(layout.freeMarks()),
                        OwnerSet.of(memory, layout.freeSleepers(), layout.workers()),
                        free);
        this.fullSide =
                new Side(
                        SlotState.FULL,
                        SlotState.CLAIMED,
                        Step.CLAIM_FULL,
                        layout.fullHint(),
                        layout.freeHint(),
                        marks(layout.fullMarks()),
                        OwnerSet.of(memory, layout.fullSleepers(), layout.workers()),
                        full);
    }

    private SlotMarks marks(long offset) {
        return new SlotMarks(memory, offset, slots, layout.blockShift());
    }

    QueueLayout layout() {
        return layout;
    }

    /** FREE -> WRITING(owner). Waits at most {@code waitNanos}, maybe less; then {@link #NONE}. */
    int claimFree(int owner, long waitNanos) {
        return claim(freeSide, owner, waitNanos);
    }

    /** The same, if a free slot is where one would be. {@link #NONE} does not say there is none. */
    int claimLikelyFree(int owner) {
        return scanLikely(freeSide, owner);
    }

    /** FULL -> CLAIMED(owner). Waits at most {@code waitNanos}, maybe less; then {@link #NONE}. */
    int claimFull(int owner, long waitNanos) {
        return claim(fullSide, owner, waitNanos);
    }

    /** WRITING(owner) -> FULL(owner): all that was written to the slot is now there to be taken. */
    void publish(int slot, int owner) {
        long word = expect(slot, owner, SlotState.WRITING);
        memory.setVolatile(state(slot), SlotState.with(word, owner, SlotState.FULL));
        Step.PUBLISH.reached();
        mark(fullSide, slot);
        showIfPassed(slot);
        wakeOne(fullSide);
    }

    /** WRITING(owner) -> FREE: nobody ever sees what was written. */
    void abandon(int slot, int owner) {
        long word = expect(slot, owner, SlotState.WRITING);
        giveBack(slot, SlotState.freed(word), Step.ABANDON);
    }

    /** CLAIMED(owner) -> FREE. */
    void free(int slot, int owner) {
        long word = expect(slot, owner, SlotState.CLAIMED);
        giveBack(slot, SlotState.freed(word), Step.FREE);
    }

    /** CLAIMED(owner) -> FULL(writer): back to be taken by somebody else. */
    void putBack(int slot, int owner, int writer) {
        long word = expect(slot, owner, SlotState.CLAIMED);
        memory.setVolatile(state(slot), SlotState.with(word, writer, SlotState.FULL));
        Step.PUT_BACK.reached();
        mark(fullSide, slot);
        // It was taken before all that wait, so it is next.
        showPassed(slot);
        wakeOne(fullSide);
    }

    /** FULL in exactly this life -> CLAIMED(owner), or false if the slot has moved on. */
    boolean claimExactly(int slot, long fullWord, int owner) {
        return memory.compareAndSet(
                state(slot), fullWord, SlotState.with(fullWord, owner, SlotState.CLAIMED));
    }

    /** The full slot that an owner who takes one at a time has claimed, or {@link #NONE}. */
    int heldBy(int owner) {
        int slot = memory.getOpaqueInt(layout.lastTried(owner));
        return SlotState.is(word(slot), owner, SlotState.CLAIMED) ? slot : NONE;
    }

    /** How often an owner has begun or ended to wait for something else: odd while it does. */
    int waits(int owner) {
        return memory.getOpaqueInt(layout.waits(owner));
    }

    /** Says that an owner begins to wait for something else, or has ended. */
    void noteWait(int owner) {
        memory.setOpaqueInt(layout.waits(owner), waits(owner) + 1);
    }

    /** Whether an owner's process has begun to end. */
    boolean isLeaving(int owner) {
        return memory.getOpaqueInt(layout.leaving(owner)) != 0;
    }

    /** Says that an owner's process has begun to end. */
    void noteLeaving(int owner) {
        memory.setOpaqueInt(layout.leaving(owner), 1);
    }

    /** The slot's word as it is now; what was written before it was changed can be read. */
    long word(int slot) {
        return memory.getVolatile(state(slot));
    }

    /** Checked: a number of a slot may have been read from memory that somebody has damaged. */
    private long state(int slot) {
        return firstState + Objects.checkIndex(slot, slots) * stride;
    }

    /** Forgets what a dead owner waited for and said, and wakes whom it may have left asleep. */
    void compensate(int owner) {
        memory.setOpaqueInt(layout.waits(owner), 0);
        memory.setOpaqueInt(layout.leaving(owner), 0);
        compensate(freeSide, owner);
        compensate(fullSide, owner);
    }

    private static void compensate(Side side, int owner) {
        // It may have changed a word and not come to mark it.
        side.marks.markAll();
        Step.MARK_FOR_DEAD.reached();
        side.sleepers.remove(owner);
        Step.FORGET_SLEEPER.reached();
        if (!side.sleepers.isEmpty()) {
            // Even if there is a permit: the dead one may have been woken for it.
            side.semaphore.release(1);
        }
        Step.WAKE_FOR_DEAD.reached();
    }

    /**
     * Takes a certain full slot if it comes soon, for a thread that would only be woken by another
     * one of the same owner, which sleeps: that one is left asleep meanwhile. Ends early, with
     * {@link #NONE}, when anything else comes: that is for the sleeper, who is woken.
     *
     * <p>It is as if the sleeper's time was up, and it entered itself again and looked at all
     * slots: who gave one on while the name was away woke nobody.
     */
    int claimInPlaceOfSleeper(int owner, IntPredicate isWanted) {
        OwnerSet sleepers = fullSide.sleepers;
        if (!sleepers.contains(owner)) {
            return NONE;
        }
        sleepers.remove(owner);
        Step.LEAVE_SLEEPERS.reached();
        try {
            return awaitFirst(owner, isWanted);
        } finally {
            sleepers.add(owner);
            Step.ENTER_SLEEPERS.reached();
            if (isAny(fullSide)) {
                wakeOne(fullSide);
            }
        }
    }

    private int awaitFirst(int owner, IntPredicate isWanted) {
        int slot = awaitFull(Spinning.LOOKS_BEFORE_IT);
        Spinning.Turn turn = slot == NONE ? spinning.tryBegin(System.nanoTime()) : null;
        if (turn != null) {
            try {
                do {
                    slot = awaitFull(Spinning.LOOKS_PER_CLOCK_READ);
                } while (slot == NONE && System.nanoTime() - turn.end() < 0);
            } finally {
                spinning.end(turn);
            }
        }
        if (slot == NONE) {
            return NONE;
        }
        long word = word(slot);
        boolean claimed =
                SlotState.state(word) == SlotState.FULL
                        && isWanted.test(slot)
                        && claimExactly(slot, word, owner);
        if (!claimed) {
            return NONE;
        }
        fullSide.claim.reached();
        memory.setReleaseInt(fullSide.hint, next(slot));
        return slot;
    }

    /** The slot that is first in line, once it is full. */
    private int awaitFull(int looks) {
        for (int look = 0; look < looks; look++) {
            int slot = memory.getOpaqueInt(fullSide.hint);
            if (SlotState.state(word(slot)) == SlotState.FULL) {
                return slot;
            }
            Thread.onSpinWait();
        }
        return NONE;
    }

    /** Wakes all who wait for a full slot, to look for other news. */
    void wakeTakers() {
        fullSide.semaphore.release(fullSide.sleepers.size());
    }

    private int claim(Side side, int owner, long waitNanos) {
        int slot = scanLikely(side, owner);
        if (slot != NONE) {
            return slot;
        }
        if (waitNanos <= 0) {
            return scanAll(side, owner);
        }
        long deadline = System.nanoTime() + waitNanos;
        slot = spin(side, owner, deadline);
        return slot != NONE ? slot : sleep(side, owner, deadline);
    }

    /**
     * From the hint to the other side's hint: with slots given back in order, all that are wanted
     * lie there, and none does if the two are equal and the first slot is not wanted. That hint is
     * looked at only if the first slot is not it: somebody else writes it for each message.
     *
     * <p>The first slot is looked at once more after that hint, or who puts two meanwhile would
     * have the second one taken first.
     */
    private int scanLikely(Side side, int owner) {
        int passed = side.claimed == SlotState.CLAIMED ? claimPassed(owner) : NONE;
        if (passed != NONE) {
            return passed;
        }
        int first = memory.getOpaqueInt(side.hint);
        if (tryClaim(side, first, owner)) {
            return first;
        }
        int end = Objects.checkIndex(memory.getAcquireInt(side.oppositeHint), slots);
        for (int slot = first; slot != end; slot = next(slot)) {
            if (tryClaim(side, slot, owner)) {
                if (side.claimed == SlotState.CLAIMED) {
                    lookAgain(first, slot);
                }
                return slot;
            }
        }
        return NONE;
    }

    /**
     * At the slots that a taker has gone past. One of them may have been published between the
     * first look at it and the change of the hint: before, its publisher did not see that it is
     * passed. After a fence, either this look sees the slot or the publisher sees the hint.
     */
    private void lookAgain(int first, int claimed) {
        VarHandle.fullFence();
        for (int slot = first; slot != claimed; slot = next(slot)) {
            if (SlotState.state(word(slot)) == SlotState.FULL) {
                showIfPassed(slot);
            }
        }
    }

    /** All slots that may be wanted, in the order of the ring from the hint. */
    private int scanAll(Side side, int owner) {
        int first = Objects.checkIndex(memory.getOpaqueInt(side.hint), slots);
        int firstBlock = side.marks.blockOf(first);
        int slot = NONE;
        if (side.marks.isMarked(firstBlock)) {
            slot = scan(side, first, side.marks.endOf(firstBlock), owner);
        }
        // Its own block comes last, too: for the slots before the hint.
        for (int i = 1; slot == NONE && i <= side.marks.blocks(); i++) {
            int block = (firstBlock + i) % side.marks.blocks();
            long check = side.marks.beginCheck(block);
            if (check == SlotMarks.NOTHING) {
                continue;
            }
            Step.BEGIN_CHECK.reached();
            slot = scan(side, side.marks.firstOf(block), side.marks.endOf(block), owner);
            if (slot == NONE) {
                side.marks.endCheck(block, check);
                Step.END_CHECK.reached();
            }
        }
        return slot;
    }

    private int scan(Side side, int begin, int end, int owner) {
        for (int slot = begin; slot < end; slot++) {
            if (SlotState.state(word(slot)) == side.wanted) {
                // One that comes before it may have been given since it was looked at.
                int first = scanLikely(side, owner);
                if (first != NONE) {
                    return first;
                }
                if (tryClaim(side, slot, owner)) {
                    return slot;
                }
            }
        }
        return NONE;
    }

    /** Whether any slot is wanted, in a look at all that may be. */
    private boolean isAny(Side side) {
        for (int block = 0; block < side.marks.blocks(); block++) {
            long check = side.marks.beginCheck(block);
            if (check == SlotMarks.NOTHING) {
                continue;
            }
            Step.BEGIN_CHECK.reached();
            int end = side.marks.endOf(block);
            for (int slot = side.marks.firstOf(block); slot < end; slot++) {
                if (SlotState.state(word(slot)) == side.wanted) {
                    return true;
                }
            }
            side.marks.endCheck(block, check);
            Step.END_CHECK.reached();
        }
        return false;
    }

    private boolean tryClaim(Side side, int slot, int owner) {
        if (!tryClaimOnly(side, slot, owner)) {
            return false;
        }
        memory.setReleaseInt(side.hint, next(slot));
        return true;
    }

    /** Without a change of the hint. */
    private boolean tryClaimOnly(Side side, int slot, int owner) {
        long word = word(slot);
        if (SlotState.state(word) != side.wanted) {
            return false;
        }
        if (side.claimed == SlotState.CLAIMED) {
            // Before the claim: at no moment is there one that cannot be found.
            memory.setOpaqueInt(layout.lastTried(owner), slot);
        }
        if (!memory.compareAndSet(state(slot), word, SlotState.with(word, owner, side.claimed))) {
            return false;
        }
        side.claim.reached();
        return true;
    }

    private int next(int slot) {
        return slot + 1 == slots ? 0 : slot + 1;
    }

    private int spin(Side side, int owner, long deadline) {
        // A thread that spins at the other end stops once it has what was just given on.
        int slot = lookFor(side, owner, Spinning.LOOKS_BEFORE_IT);
        Spinning.Turn turn = slot == NONE ? spinning.tryBegin(System.nanoTime()) : null;
        if (turn == null) {
            return slot;
        }
        try {
            long now;
            do {
                slot = lookFor(side, owner, Spinning.LOOKS_PER_CLOCK_READ);
                now = System.nanoTime();
            } while (slot == NONE && now - turn.end() < 0 && now - deadline < 0);
            return slot;
        } finally {
            spinning.end(turn);
        }
    }

    private int lookFor(Side side, int owner, int looks) {
        for (int look = 0; look < looks; look++) {
            int slot = scanLikely(side, owner);
            if (slot != NONE) {
                return slot;
            }
            Thread.onSpinWait();
        }
        return NONE;
    }

    /**
     * Sleeps once, for a bounded time, unless a look at all slots as a sleeper finds one. Not
     * woken, it does not look again: one that still wants a slot comes back, and looks then.
     */
    private int sleep(Side side, int owner, long deadline) {
        side.sleepers.add(owner);
        try {
            Step.ENTER_SLEEPERS.reached();
            int slot = scanAll(side, owner);
            if (slot != NONE) {
                return slot;
            }
            Step.LOOK_AS_SLEEPER.reached();
            long left = Math.min(deadline - System.nanoTime(), LONGEST_SLEEP_NANOS);
            if (left <= 0 || !side.semaphore.acquire(left)) {
                doubtOne(side);
                return NONE;
            }
            Step.SLEEP.reached();
        } finally {
            side.sleepers.remove(owner);
            Step.LEAVE_SLEEPERS.reached();
        }
        int slot = scanAll(side, owner);
        Step.LOOK_WOKEN.reached();
        if (slot != NONE && isAny(side)) {
            wakeOne(side);
        }
        return slot;
    }

    /**
     * Has a block looked at again, another one each time: if an Error came between the change of a
     * word and its mark, or the marks are damaged, that heals.
     */
    private void doubtOne(Side side) {
        int block = nextToDoubt;
        nextToDoubt = block + 1 < side.marks.blocks() ? block + 1 : 0;
        side.marks.markBlock(block);
    }

    private static void mark(Side side, int slot) {
        side.marks.mark(slot);
        Step.MARK.reached();
    }

    /** Frees a slot, and wakes somebody who sleeps for want of one. */
    private void giveBack(int slot, long word, Step step) {
        memory.setVolatile(state(slot), word);
        step.reached();
        mark(freeSide, slot);
        wakeOne(freeSide);
    }

    /**
     * Has the next taker begin at a slot that takers have gone past while it was being written, or
     * it would be found a lap later. As long as no later slot was claimed, none has gone past it,
     * so the takers' hint, which changes with each message, is rarely looked at.
     */
    private void showIfPassed(int slot) {
        int end = memory.getOpaqueInt(layout.freeHint());
        if (end == next(slot)) {
            return;
        }
        int first = memory.getOpaqueInt(layout.fullHint());
        boolean likely = Math.floorMod(slot - first, slots) < Math.floorMod(end - first, slots);
        // With the hints equal the queue may be full, and then this is one of the newest.
        boolean full = first == end && SlotState.state(word(first)) == SlotState.FULL;
        if (!likely && !full) {
            showPassed(slot);
        }
    }

    /**
     * Has the next taker look at a slot first, and go on after that where it would have. There is a
     * place to say so for one slot; for a second one the takers' hint goes back to it.
     *
     * <p>Both are ordered as the slot's word is: a sleeper that is entered later sees where to
     * look.
     */
    private void showPassed(int slot) {
        if (!memory.compareAndSetInt(layout.passed(), NONE_PASSED, slot + 1)) {
            memory.setVolatileInt(layout.fullHint(), slot);
        }
    }

    private int claimPassed(int owner) {
        int passed = memory.getOpaqueInt(layout.passed());
        if (passed == NONE_PASSED) {
            return NONE;
        }
        int slot = Objects.checkIndex(passed - 1, slots);
        boolean claimed = tryClaimOnly(fullSide, slot, owner);
        // After the claim: a taker that is killed between the two has hidden nothing.
        var _ = memory.compareAndSetInt(layout.passed(), passed, NONE_PASSED);
        return claimed ? slot : NONE;
    }

    private static void wakeOne(Side side) {
        if (!side.sleepers.isEmpty()) {
            Step.LOOK_FOR_SLEEPERS.reached();
            if (side.semaphore.permits() == 0) {
                Step.LOOK_FOR_PERMITS.reached();
                release(side);
            }
        }
        Step.WAKE.reached();
    }

    /**
     * The slot is given on already, and its message may have been taken: a failure to wake must not
     * look like a failure to give on. It costs what a lost wake-up costs.
     */
    private static void release(Side side) {
        try {
            side.semaphore.release(1);
        } catch (OutOfMemoryError | IllegalStateException notWoken) {
            // The sleep is bounded.
        }
    }

    private long expect(int slot, int owner, int state) {
        long word = word(slot);
        if (!SlotState.is(word, owner, state)) {
            throw new IllegalStateException(
                    "slot="
                            + slot
                            + " is "
                            + SlotState.describe(word)
                            + ", expected "
                            + SlotState.describe(SlotState.with(word, owner, state)));
        }
        return word;
    }
}
