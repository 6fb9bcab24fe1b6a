package org.sempool.shm;

import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.Lease;
import org.sempool.spi.Step;
import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;

/**
 * A message in a slot that the owner holds. Belongs to one thread until the message is freed or put
 * back, and may then serve another message.
 */
final class SlotLease implements Lease {
    private final SlotHeaders headers;
    private final SlotTaker taker;
    private final LargePayloads large;
    private final PayloadReader reader = new PayloadReader();
    private int slot = SlotTable.NONE;
    private long jobId;
    private int attempt;
    private int kind;
    private int sender;
    private @Nullable Arena spillArena;

    SlotLease(SlotHeaders headers, SlotTaker taker, LargePayloads large) {
        this.headers = headers;
        this.taker = taker;
        this.large = large;
    }

    SlotLease begin(int newSlot, int newSender) {
        slot = newSlot;
        sender = newSender;
        jobId = headers.jobId(slot);
        attempt = headers.attempt(slot);
        kind = headers.kind(slot);
        return this;
    }

    /**
     * Whether it has a message that was neither freed nor put back. For any thread that may use it
     * next.
     */
    boolean isHeld() {
        boolean held = slot != SlotTable.NONE;
        VarHandle.acquireFence();
        return held;
    }

    /**
     * Makes the JVM load and link the code that reads a message. The first message may be the job
     * of a dead worker, and thus already late.
     */
    void rehearse() {
        reader.reset(headers.memory(), headers.at(0) + QueueLayout.PAYLOAD, 1);
        var _ = reader.getBytes();
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
        return MessageKind.of(kind & SlotHeaders.KIND_MASK);
    }

    @Override
    public int flags() {
        return kind >>> SlotHeaders.FLAGS_SHIFT;
    }

    @Override
    public int sender() {
        return sender;
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // free() closes the arena
    public PayloadReader payload() {
        int length = headers.length(slot);
        if (isSpilled()) {
            unmap();
            // Not confined: a handler may share its view of the payload with other threads, as it
            // may with a payload in a slot.
            Arena arena = Arena.ofShared();
            spillArena = arena;
            String name = SlotHeaders.fileName(jobId, sender);
            reader.reset(large.files().map(name, isInSecond(), length, arena), 0, length);
        } else if (isInChunks()) {
            reader.reset(large.view(headers.firstChunk(slot), length), 0, length);
        } else if (length < 0 || length > headers.slotBytes()) {
            throw new PayloadFormatException(
                    "length=" + length + " in a slot of " + headers.slotBytes() + " bytes");
        } else {
            reader.reset(headers.memory(), headers.at(slot) + QueueLayout.PAYLOAD, length);
        }
        return reader;
    }

    @Override
    public void free() {
        try {
            unmap();
            if (isSpilled()) {
                large.files().remove(SlotHeaders.fileName(jobId, sender), isInSecond());
                Step.REMOVE_FILE.reached();
            }
        } finally {
            boolean inChunks = isInChunks();
            taker.free(end());
            if (inChunks) {
                large.tellRoom();
            }
        }
    }

    @Override
    public void putBack(int nextAttempt) {
        try {
            unmap();
        } finally {
            // A process that is killed between the two only costs the job an attempt.
            headers.setAttempt(slot, nextAttempt);
            taker.putBack(end());
        }
    }

    /** After this, another thread may use the object. */
    private int end() {
        int ended = slot;
        VarHandle.releaseFence();
        slot = SlotTable.NONE;
        return ended;
    }

    private boolean isSpilled() {
        return (kind & SlotHeaders.SPILLED) != 0;
    }

    private boolean isInChunks() {
        return (kind & SlotHeaders.IN_CHUNKS) != 0;
    }

    private boolean isInSecond() {
        return (kind & SlotHeaders.IN_SECOND) != 0;
    }

    private void unmap() {
        Arena arena = spillArena;
        if (arena != null) {
            spillArena = null;
            arena.close();
        }
    }
}
