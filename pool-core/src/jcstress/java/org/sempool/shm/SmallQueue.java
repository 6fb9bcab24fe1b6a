package org.sempool.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.sempool.spi.Lease;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** A queue as small as can be: a stress test makes millions of them. */
final class SmallQueue {
    static final String NOTHING = "nothing";
    static final String FIRST = "first";
    static final String SECOND = "second";
    static final String BOTH = "both";
    static final String TORN = "torn";

    private static final int SLOT_BYTES = 2 * Long.BYTES;
    private static final int WORKERS = 4;
    private static final SpillFiles NO_FILES =
            new SpillFiles(Path.of("nowhere"), SpillDirectory.NONE);

    private final MemorySegment memory;
    private final QueueLayout layout;
    private final SemaphoreQueue queue;

    /** A queue where nobody sleeps. */
    SmallQueue(int slots) {
        this(slots, new PollingSemaphore(words(1)), new PollingSemaphore(words(1)));
    }

    SmallQueue(int slots, Semaphore free, Semaphore full) {
        layout = new QueueLayout(0, false, Dimensions.of(slots, SLOT_BYTES, WORKERS));
        memory = words(layout.state(slots) / Long.BYTES);
        Spinning never = new Spinning(new SharedWords(words(1)), 0, 0);
        queue = new SemaphoreQueue(memory, layout, free, full, never);
    }

    /** Memory that is aligned for longs, and goes when nobody can reach it. */
    static MemorySegment words(long count) {
        return Arena.ofAuto().allocate(count * Long.BYTES, Long.BYTES);
    }

    SemaphoreQueue queue() {
        return queue;
    }

    OwnerSet sleepingPutters() {
        return new OwnerSet(memory, layout.freeSleepers(), WORKERS);
    }

    OwnerSet sleepingTakers() {
        return new OwnerSet(memory, layout.fullSleepers(), WORKERS);
    }

    SlotMarks marksOfFull() {
        return new SlotMarks(memory, layout.fullMarks(), layout.slots(), layout.blockShift());
    }

    End end(int owner) {
        PayloadFile none = new PayloadFile(Path.of("nowhere"), MemorySegment.NULL);
        RoomWait room =
                new RoomWait(
                        new OwnerSet(memory, layout.roomSleepers(), WORKERS),
                        new PollingSemaphore(words(1)),
                        owner);
        PayloadMemory payloads = new PayloadMemory(memory, layout, queue.table(), none, 0, owner);
        return new End(
                queue,
                new SlotHeaders(memory, layout),
                new LargePayloads(payloads, room, NO_FILES),
                owner);
    }

    /** One owner's access to a queue, for whole messages. */
    record End(SemaphoreQueue queue, SlotHeaders headers, LargePayloads large, int owner)
            implements SlotPutter, SlotTaker {
        SlotDraft draft(MessageKind kind, long jobId, int attempt) {
            int slot = queue.claimFree(owner, 0);
            return slot == SlotTable.NONE
                    ? null
                    : new SlotDraft(headers, queue.table(), this, large, owner)
                            .begin(slot, kind, jobId, attempt);
        }

        Lease lease() {
            int slot = queue.claimFull(owner, 0);
            return slot == SlotTable.NONE
                    ? null
                    : new SlotLease(headers, this, large).begin(slot, owner);
        }

        @Override
        public void publish(int slot) {
            queue.publish(slot, owner);
        }

        @Override
        public void abandon(int slot) {
            queue.abandon(slot);
        }

        @Override
        public void free(int slot) {
            queue.free(slot, owner);
        }
    }

    /** FREE -> FULL, or false if there is no slot. */
    boolean put(int owner) {
        int slot = queue.claimFree(owner, 0);
        if (slot == SlotTable.NONE) {
            return false;
        }
        queue.publish(slot, owner);
        return true;
    }

    /** FULL -> FREE, or false if there is no slot. */
    boolean take(int owner) {
        int slot = queue.claimFull(owner, 0);
        if (slot == SlotTable.NONE) {
            return false;
        }
        queue.free(slot, owner);
        return true;
    }

    /** Puts a message that says in all its fields which one it is; false if there is no room. */
    static boolean put(End end, String message) {
        int number = numberOf(message);
        SlotDraft draft = end.draft(kindOf(number), number, number);
        if (draft == null) {
            return false;
        }
        PayloadWriter payload = draft.payload();
        payload.putLong(number);
        if (number == 2) {
            payload.putLong(number);
        }
        draft.publish();
        return true;
    }

    /** Which message was taken, {@link #NOTHING}, or {@link #TORN} if its fields disagree. */
    static String take(End end) {
        Lease lease = end.lease();
        if (lease == null) {
            return NOTHING;
        }
        String message = read(lease);
        lease.free();
        return message;
    }

    private static String read(Lease lease) {
        long number = lease.jobId();
        PayloadReader payload = lease.payload();
        boolean whole =
                (number == 1 || number == 2)
                        && lease.attempt() == number
                        && lease.kind() == kindOf(number)
                        && payload.remaining() == number * Long.BYTES;
        while (whole && payload.remaining() > 0) {
            whole = payload.getLong() == number;
        }
        return whole ? nameOf(number) : TORN;
    }

    /** All that is left in a queue, which nobody else uses any more. */
    static String takeRest(End end) {
        String one = take(end);
        String other = take(end);
        if (other.equals(NOTHING)) {
            return one;
        }
        boolean each = one.equals(FIRST) && other.equals(SECOND);
        boolean inverse = one.equals(SECOND) && other.equals(FIRST);
        return each || inverse ? BOTH : one + " and " + other;
    }

    static int numberOf(String message) {
        return message.equals(FIRST) ? 1 : 2;
    }

    static String nameOf(long number) {
        return number == 1 ? FIRST : SECOND;
    }

    private static MessageKind kindOf(long number) {
        return number == 1 ? MessageKind.JOB : MessageKind.FAILURE;
    }
}
