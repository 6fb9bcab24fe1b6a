package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.JobDraft;
import org.sempool.spi.RoomPatience;
import org.sempool.spi.Step;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadWriter;

/**
 * A message being written to a slot, and to a larger place if it does not fit. One object may serve
 * one message after another. Belongs to one thread.
 */
final class SlotDraft implements JobDraft {
    private final SlotHeaders headers;
    private final SlotTable table;
    private final SlotPutter putter;
    private final LargePayloads large;
    private final int owner;
    private final PayloadWriter writer = new PayloadWriter(this::overflow);
    private int slot = SlotTable.NONE;
    private MessageKind kind = MessageKind.JOB;
    private long jobId;
    private int attempt;
    private int flags;
    private @Nullable LargeDraft largeDraft;
    private @Nullable RoomPatience patience;

    /** What a codec may have caught from the writer; null if nothing was thrown. */
    private @Nullable RuntimeException failure;

    SlotDraft(
            SlotHeaders headers,
            SlotTable table,
            SlotPutter putter,
            LargePayloads large,
            int owner) {
        this.headers = headers;
        this.table = table;
        this.putter = putter;
        this.large = large;
        this.owner = owner;
    }

    SlotDraft begin(int newSlot, MessageKind newKind, long newJobId, int newAttempt) {
        slot = newSlot;
        attempt = newAttempt;
        flags = MessageFlags.NONE;
        setJobId(newJobId);
        // With some collectors, to store a reference costs more than to compare it.
        if (kind != newKind || failure != null || patience != null) {
            kind = newKind;
            patience = null;
            failure = null;
        }
        writer.reset(headers.memory(), headers.at(slot) + QueueLayout.PAYLOAD, headers.slotBytes());
        return this;
    }

    @Override
    public void setJobId(long newJobId) {
        jobId = newJobId;
        headers.setJobId(slot, newJobId);
    }

    @Override
    public void setAttempt(int newAttempt) {
        attempt = newAttempt;
    }

    @Override
    public void setPatience(RoomPatience newPatience) {
        patience = newPatience;
    }

    @Override
    public void setFlags(int newFlags) {
        flags = newFlags;
    }

    private MemorySegment overflow(MemorySegment filled, int wanted, long coming) {
        LargeDraft open = largeDraft;
        if (open == null) {
            open = new LargeDraft(large, patience, slot, SlotHeaders.fileName(jobId, owner));
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
        return Ticket.of(slot, table.word(slot));
    }

    @Override
    public void publish() {
        RuntimeException swallowed = failure;
        if (swallowed != null) {
            throw swallowed;
        }
        LargeDraft open = largeDraft;
        int place = open == null ? 0 : finish(open);
        headers.setLength(slot, Math.toIntExact(writer.size()));
        int described = flags << SlotHeaders.FLAGS_SHIFT | place | kind.code();
        headers.setAttemptAndKind(slot, attempt, described);
        Step.WRITE.reached();
        putter.publish(slot);
    }

    private int finish(LargeDraft open) {
        open.finish(writer.unflushed());
        largeDraft = null;
        int first = open.firstChunk();
        if (first == PayloadMemory.NONE) {
            return SlotHeaders.flags(true, open.isInSecondDirectory());
        }
        headers.setFirstChunk(slot, first);
        return SlotHeaders.IN_CHUNKS;
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
            putter.abandon(slot);
            if (open != null) {
                large.tellRoom();
            }
        }
    }
}
