package org.sempool.shm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.RoomPatience;
import org.sempool.spi.Step;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * One owner's view of one queue: turns claimed slots into messages.
 *
 * <p>There is one draft and one lease object for each slot. Only one thread of the owner holds a
 * slot at a time, so the objects need no locks, and a message costs no allocation.
 */
final class QueueEnd {
    /** Set in a message's kind when the payload is in a file. */
    private static final int SPILLED = 0x100;

    /** Also set when the file is in the spill directory. */
    private static final int IN_SECOND = 0x200;

    /**
     * Set when the payload is in the payload memory; the slot then has the first chunk's number.
     */
    private static final int IN_CHUNKS = 0x400;

    private static final int KIND_MASK = 0xFF;

    private final MemorySegment memory;
    private final SharedWords words;
    private final SemaphoreQueue queue;
    private final QueueLayout layout;
    private final LargePayloads large;
    private final int owner;
    private final AtomicReferenceArray<@Nullable SlotDraft> drafts;
    private final AtomicReferenceArray<@Nullable SlotLease> leases;

    QueueEnd(MemorySegment memory, SemaphoreQueue queue, LargePayloads large, int owner) {
        this.memory = memory;
        this.words = new SharedWords(memory);
        this.queue = queue;
        this.layout = queue.layout();
        this.large = large;
        this.owner = owner;
        this.drafts = new AtomicReferenceArray<>(layout.slots());
        this.leases = new AtomicReferenceArray<>(layout.slots());
    }

    SemaphoreQueue queue() {
        return queue;
    }

    @Nullable SlotDraft draft(MessageKind kind, long jobId, int attempt, long waitNanos) {
        return draftIn(queue.claimFree(owner, waitNanos), kind, jobId, attempt);
    }

    /** Returns a draft if a free slot is where it should be. */
    @Nullable SlotDraft draftAtOnce(MessageKind kind, long jobId, int attempt) {
        return draftIn(queue.claimLikelyFree(owner), kind, jobId, attempt);
    }

    private @Nullable SlotDraft draftIn(int slot, MessageKind kind, long jobId, int attempt) {
        if (slot == SlotTable.NONE) {
            return null;
        }
        try {
            return forSlot(drafts, slot, SlotDraft::new).begin(kind, jobId, attempt);
        } catch (Throwable noMemory) {
            // The process lives on, so repair would never release the slot.
            queue.abandon(slot, owner);
            throw noMemory;
        }
    }

    @Nullable Lease lease(long waitNanos) {
        return leaseIn(queue.claimFull(owner, waitNanos));
    }

    /** The message about one job, if it arrives soon while another thread of the owner sleeps. */
    @Nullable Lease leaseInPlaceOfSleeper(long jobId) {
        return leaseIn(queue.claimInPlaceOfSleeper(owner, slot -> jobIdIn(slot) == jobId));
    }

    private @Nullable Lease leaseIn(int slot) {
        return slot == SlotTable.NONE ? null : leaseClaimed(slot);
    }

    /** The message in a slot that was just claimed; put back if there is no memory for it. */
    SlotLease leaseClaimed(int slot) {
        try {
            return leaseOf(slot);
        } catch (Throwable noMemory) {
            // The process lives on, so repair would never release the slot.
            queue.putBack(slot, owner, senderIn(slot));
            throw noMemory;
        }
    }

    /**
     * Makes the JVM load and link the code that reads a message. The first message may be the job
     * of a dead worker, and thus already late.
     */
    void rehearse() {
        SlotLease lease = forSlot(leases, 0, SlotLease::new);
        lease.reader.reset(lease.payload, 1);
        var _ = lease.reader.getBytes();
    }

    /** The message in a slot that the owner has claimed. */
    private SlotLease leaseOf(int slot) {
        return forSlot(leases, slot, SlotLease::new).begin();
    }

    /** The job that a slot is about. A peek: valid only if the slot's word has not changed. */
    long jobIdIn(int slot) {
        return words.getAcquire(state(slot) + QueueLayout.JOB_ID);
    }

    private int senderIn(int slot) {
        return Short.toUnsignedInt(words.getShort(state(slot) + QueueLayout.SENDER));
    }

    int attemptIn(int slot) {
        return words.getInt(state(slot) + QueueLayout.ATTEMPT);
    }

    void setAttempt(int slot, int attempt) {
        words.setInt(state(slot) + QueueLayout.ATTEMPT, attempt);
    }

    private int kindIn(int slot) {
        return words.getShort(state(slot) + QueueLayout.KIND);
    }

    /** Whether the message in a slot has its payload in a file of this name. Also a peek. */
    boolean hasFile(int slot, int sender, String name, boolean inSecond) {
        return name.equals(spillName(jobIdIn(slot), sender))
                && (kindIn(slot) & (SPILLED | IN_SECOND)) == flags(true, inSecond);
    }

    /** Removes the file, if there is one, of the message in a slot that a dead owner has left. */
    void removeFile(int slot) {
        int kind = kindIn(slot);
        if ((kind & SPILLED) != 0) {
            large.files().remove(spillName(jobIdIn(slot), senderIn(slot)), (kind & IN_SECOND) != 0);
        }
    }

    private static int flags(boolean spilled, boolean inSecond) {
        return (spilled ? SPILLED : 0) | (inSecond ? IN_SECOND : 0);
    }

    /** Checks the slot, because {@link SharedWords} does not check offsets. */
    private long state(int slot) {
        return layout.state(Objects.checkIndex(slot, layout.slots()));
    }

    private static <T> T forSlot(
            AtomicReferenceArray<@Nullable T> objects, int slot, IntFunction<T> make) {
        T object = objects.getAcquire(slot);
        if (object == null) {
            object = make.apply(slot);
            objects.setRelease(slot, object);
        }
        return object;
    }

    private String spillName(long jobId, int sender) {
        return sender == StateWord.COORDINATOR
                ? SpillFiles.jobName(jobId)
                : SpillFiles.resultName(sender, jobId);
    }

    /**
     * Removes what a dead owner has registered, and wakes those that it may have failed to wake.
     */
    void forget(int deadOwner) {
        queue.forget(deadOwner);
        large.room().forget(deadOwner);
    }

    /** A message being written to a slot, and to a larger place if it does not fit. */
    final class SlotDraft implements JobDraft {
        private final int slot;
        private final long at;
        private final MemorySegment payload;
        private final PayloadWriter writer = new PayloadWriter(this::overflow);
        private MessageKind kind = MessageKind.JOB;
        private long jobId;
        private @Nullable LargeDraft largeDraft;
        private @Nullable RoomPatience patience;

        /** What a codec may have caught from the writer; null if nothing was thrown. */
        private @Nullable RuntimeException failure;

        SlotDraft(int slot) {
            this.slot = slot;
            this.at = state(slot);
            this.payload = memory.asSlice(at + QueueLayout.PAYLOAD, layout.slotBytes());
        }

        SlotDraft begin(MessageKind newKind, long newJobId, int attempt) {
            kind = newKind;
            setJobId(newJobId);
            words.setInt(at + QueueLayout.ATTEMPT, attempt);
            words.setShort(at + QueueLayout.SENDER, (short) owner);
            patience = null;
            failure = null;
            writer.reset(payload);
            return this;
        }

        @Override
        public void setJobId(long newJobId) {
            jobId = newJobId;
            words.setLong(at + QueueLayout.JOB_ID, newJobId);
        }

        @Override
        public void setPatience(RoomPatience newPatience) {
            patience = newPatience;
        }

        private MemorySegment overflow(MemorySegment filled, int wanted, long coming) {
            LargeDraft open = largeDraft;
            if (open == null) {
                open = new LargeDraft(large, patience, slot, spillName(jobId, owner));
                largeDraft = open;
            }
            try {
                return open.append(filled, coming);
            } catch (RuntimeException | Error e) {
                failure =
                        e instanceof RuntimeException exception
                                ? exception
                                : new IllegalStateException("a part of the payload is missing", e);
                throw e;
            }
        }

        @Override
        public PayloadWriter payload() {
            return writer;
        }

        @Override
        public long ticket() {
            return Ticket.of(slot, queue.word(slot));
        }

        @Override
        public void publish() {
            RuntimeException swallowed = failure;
            if (swallowed != null) {
                throw swallowed;
            }
            LargeDraft open = largeDraft;
            int flags = 0;
            if (open != null) {
                open.finish(writer.unflushed());
                largeDraft = null;
                int first = open.firstChunk();
                if (first == PayloadMemory.NONE) {
                    flags = flags(true, open.isInSecondDirectory());
                } else {
                    flags = IN_CHUNKS;
                    words.setLong(at + QueueLayout.PAYLOAD, first);
                }
            }
            words.setLong(at + QueueLayout.LENGTH, writer.size());
            words.setShort(at + QueueLayout.KIND, (short) (kind.code() | flags));
            Step.WRITE.reached();
            queue.publish(slot, owner);
        }

        @Override
        public void abandon() {
            LargeDraft open = largeDraft;
            largeDraft = null;
            try {
                if (open != null) {
                    open.discard();
                }
            } finally {
                queue.abandon(slot, owner);
                if (open != null) {
                    large.room().wakeAll();
                }
            }
        }
    }

    /** A message in a slot that the owner holds. */
    final class SlotLease implements Lease {
        private final int slot;
        private final long at;
        private final MemorySegment payload;
        private final PayloadReader reader = new PayloadReader();
        private long jobId;
        private int attempt;
        private int kind;
        private int sender;
        private @Nullable Arena spillArena;

        SlotLease(int slot) {
            this.slot = slot;
            this.at = state(slot);
            this.payload = memory.asSlice(at + QueueLayout.PAYLOAD, layout.slotBytes());
        }

        SlotLease begin() {
            jobId = words.getLong(at + QueueLayout.JOB_ID);
            attempt = words.getInt(at + QueueLayout.ATTEMPT);
            kind = words.getShort(at + QueueLayout.KIND);
            sender = Short.toUnsignedInt(words.getShort(at + QueueLayout.SENDER));
            return this;
        }

        @Override
        public long jobId() {
            return jobId;
        }

        @Override
        public int attempt() {
            return attempt;
        }

        @Override
        public MessageKind kind() {
            return MessageKind.of(kind & KIND_MASK);
        }

        @Override
        public int sender() {
            return sender;
        }

        @Override
        @SuppressWarnings("MustBeClosedChecker") // free() closes the arena
        public PayloadReader payload() {
            long length = words.getLong(at + QueueLayout.LENGTH);
            if (isSpilled()) {
                unmap();
                // Not confined: a handler may share its view of the payload with other threads, as
                // it may with a payload in a slot.
                Arena arena = Arena.ofShared();
                spillArena = arena;
                String name = spillName(jobId, sender);
                reader.reset(large.files().map(name, isInSecond(), length, arena), length);
            } else if (isInChunks()) {
                long first = words.getLong(at + QueueLayout.PAYLOAD);
                reader.reset(large.view(first, length), length);
            } else if (length < 0 || length > layout.slotBytes()) {
                throw new PayloadFormatException(
                        "length=" + length + " in a slot of " + layout.slotBytes() + " bytes");
            } else {
                reader.reset(payload, length);
            }
            return reader;
        }

        @Override
        public void free() {
            try {
                unmap();
                if (isSpilled()) {
                    large.files().remove(spillName(jobId, sender), isInSecond());
                    Step.REMOVE_FILE.reached();
                }
            } finally {
                queue.free(slot, owner);
                if (isInChunks()) {
                    large.room().wakeAll();
                }
            }
        }

        @Override
        public void putBack(int nextAttempt) {
            try {
                unmap();
            } finally {
                // A process that is killed between the two only costs the job an attempt.
                setAttempt(slot, nextAttempt);
                queue.putBack(slot, owner, sender);
            }
        }

        private boolean isSpilled() {
            return (kind & SPILLED) != 0;
        }

        private boolean isInChunks() {
            return (kind & IN_CHUNKS) != 0;
        }

        private boolean isInSecond() {
            return (kind & IN_SECOND) != 0;
        }

        private void unmap() {
            Arena arena = spillArena;
            if (arena != null) {
                spillArena = null;
                arena.close();
            }
        }
    }
}
