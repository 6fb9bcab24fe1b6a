package org.sempool.shm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.sempool.claim.StateWord;
import org.sempool.spi.Step;

/**
 * The coordinator's end of the results queue: reads all lanes.
 *
 * <p>One thread at a time reads, the reader; another may become the reader between two takes. So to
 * take a message is to look at a slot's word; no other process learns of it until the slot is
 * freed. While the reader sleeps, a thread that waits for one message may read in its place:
 *
 * <pre>
 *   whose turn it is to read:
 *
 *            sleeps                 reads in its place
 *   READER ---------> NOBODY ----------------------------> GUEST
 *      ^                |  ^                                 |
 *      +----------------+  +---------------------------------+
 *            awake
 * </pre>
 *
 * <p>A slot may be freed by any thread, in any order.
 */
final class LaneReader {
    private static final VarHandle TURN;

    static {
        try {
            TURN = MethodHandles.lookup().findVarHandle(LaneReader.class, "turn", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int READER = 0;
    private static final int NOBODY = 1;
    private static final int GUEST = 2;

    /** After so many messages from one lane, the next one is looked at. */
    private static final int MOST_IN_A_ROW = 32;

    private static final int LOOKS_FOR_TURN = 1000;
    private static final long TURN_PAUSE_NANOS = 20_000;

    private final SlotTable table;
    private final OwnerSet sleepingWriters;
    private final Spinning spinning;
    private final LaneWait wait;
    private final LaneWait[] writers;
    private final int laneSlots;
    private final Spinning.Look take = _ -> takeAny();
    private final Spinning.Look peek = _ -> peek();

    /** Of each lane, the next slot to read. Guarded by the turn, as is the next. */
    private final int[] heads;

    /**
     * Of each slot, the generation that was taken last. A message that was taken and not freed yet
     * must not be taken again when its lane's head comes round to it.
     */
    private final int[] taken;

    private int lane;
    private int inARow;

    /** Whether the last sleep has ended without a message, as in {@link SlotWait}. */
    private boolean isIdle;

    private volatile int turn = READER;

    LaneReader(ResultLanes lanes, LaneWait wait, Spinning spinning) {
        QueueLayout layout = lanes.layout();
        this.table = lanes.table();
        this.sleepingWriters = lanes.sleepingWriters();
        this.wait = wait;
        this.spinning = spinning;
        this.laneSlots = layout.size().laneSlots();
        this.heads = new int[layout.workers()];
        this.taken = new int[layout.slots()];
        Arrays.fill(taken, -1);
        this.writers = new LaneWait[layout.workers()];
        for (int i = 0; i < heads.length; i++) {
            heads[i] = layout.firstOfLane(i + 1);
            writers[i] = lanes.writerWait(i + 1);
        }
    }

    /**
     * Takes the next message. Waits at most {@code waitNanos}, perhaps less; then returns {@link
     * SlotTable#NONE}. Only for the reader.
     */
    int take(long waitNanos) {
        if (inARow < MOST_IN_A_ROW && isNew(heads[lane])) {
            inARow++;
            return takeFrom(lane);
        }
        inARow = 0;
        tellFree();
        lane = lane + 1 < heads.length ? lane + 1 : 0;
        int slot = takeAny();
        if (slot != SlotTable.NONE || waitNanos <= 0) {
            return slot;
        }
        long deadline = System.nanoTime() + waitNanos;
        slot = isIdle ? slot : spinning.lookFor(take, StateWord.COORDINATOR, deadline);
        if (slot == SlotTable.NONE) {
            slot = sleep(deadline);
            isIdle = slot == SlotTable.NONE;
        }
        return slot;
    }

    /** Takes from the first lane with a message, beginning with the current one. */
    private int takeAny() {
        int slot = peek();
        return slot == SlotTable.NONE ? slot : takeFrom(slot / laneSlots);
    }

    /** The next message, which stays where it is. */
    private int peek() {
        for (int i = lane; i < heads.length; i++) {
            if (isNew(heads[i])) {
                return heads[i];
            }
        }
        for (int i = 0; i < lane; i++) {
            if (isNew(heads[i])) {
                return heads[i];
            }
        }
        return SlotTable.NONE;
    }

    private int takeFrom(int index) {
        lane = index;
        int slot = heads[index];
        take(slot, index);
        return slot;
    }

    private int after(int slot, int index) {
        int next = slot + 1;
        return next < (index + 1) * laneSlots ? next : next - laneSlots;
    }

    /** Whether a slot has a message that was not taken yet. */
    private boolean isNew(int slot) {
        long word = table.word(slot);
        return StateWord.state(word) == SlotState.FULL && StateWord.generation(word) != taken[slot];
    }

    private void take(int slot, int index) {
        int next = after(slot, index);
        taken[slot] = StateWord.generation(table.word(slot));
        Step.CLAIM_FULL.reached();
        heads[index] = next;
    }

    private int sleep(long deadline) {
        wait.register();
        try {
            int slot = takeAny();
            if (slot != SlotTable.NONE) {
                return slot;
            }
            Step.LOOK_AS_SLEEPER.reached();
            turn = NOBODY;
            try {
                wait.sleep(deadline);
            } finally {
                awaitTurn();
            }
        } finally {
            wait.deregister();
        }
        int slot = takeAny();
        Step.LOOK_WOKEN.reached();
        return slot;
    }

    /** A guest only looks for some microseconds, but may be off its processor for longer. */
    private void awaitTurn() {
        for (int looks = 0; !TURN.compareAndSet(this, NOBODY, READER); looks++) {
            if (looks < LOOKS_FOR_TURN) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(TURN_PAUSE_NANOS);
            }
        }
    }

    /** Whether a guest may read now; an estimate. */
    boolean isForGuests() {
        return turn == NOBODY;
    }

    /**
     * Takes the next message if the reader sleeps, and the message comes soon and is wanted. For a
     * thread that would otherwise be woken by the reader: that stays asleep. If another message
     * comes first, this wakes the reader, and returns {@link SlotTable#NONE}.
     *
     * <p>To workers it looks as if the reader's time was up, and it then registered and looked
     * again.
     *
     * <p>The thread may have little stack left, so the message is taken last, and nothing is called
     * to end the turn.
     */
    int takeInPlace(IntPredicate isWanted) {
        if (!TURN.compareAndSet(this, NOBODY, GUEST)) {
            return SlotTable.NONE;
        }
        try {
            int slot = findInPlace(isWanted);
            if (slot != SlotTable.NONE) {
                take(slot, slot / laneSlots);
            }
            return slot;
        } finally {
            turn = NOBODY;
        }
    }

    private int findInPlace(IntPredicate isWanted) {
        int found = SlotTable.NONE;
        wait.deregister();
        try {
            long deadline = System.nanoTime() + Spinning.LONGEST_NANOS;
            int slot = spinning.lookFor(peek, StateWord.COORDINATOR, deadline);
            if (slot != SlotTable.NONE && isWanted.test(slot)) {
                found = slot;
            }
            return found;
        } finally {
            wait.register();
            if (isAnyFullBut(found)) {
                wait.wake();
            }
        }
    }

    private boolean isAnyFullBut(int taken) {
        for (int i = 0; i < heads.length; i++) {
            int next = heads[i] == taken ? after(taken, i) : heads[i];
            if (next != taken && isNew(next)) {
                return true;
            }
        }
        return false;
    }

    /** FULL -> FREE. For any thread; the reader has to be able to call {@link #tellFree} later. */
    void free(int slot) {
        int index = slot / laneSlots;
        table.freeFull(slot, index + 1);
        // Nearly always enough: most workers that sleep have done so for a while.
        if (writers[index].isAsleep()) {
            writers[index].wake();
        }
    }

    /** Wakes all workers that sleep until their lane has room, also those that free() missed. */
    void tellFree() {
        VarHandle.fullFence();
        if (!sleepingWriters.isEmpty()) {
            for (LaneWait writer : writers) {
                writer.wake();
            }
        }
    }
}
