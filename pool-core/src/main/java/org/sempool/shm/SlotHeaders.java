package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.sempool.claim.StateWord;
import org.sempool.wire.MessageFlags;

/**
 * The headers of the messages in a queue's slots. Only the owner of a slot may use them, except for
 * a peek at the job's id.
 */
final class SlotHeaders extends SharedWords {
    /** Set in the kind when the payload is in a file. */
    static final int SPILLED = 0x10;

    /** Also set when the file is in the spill directory. */
    static final int IN_SECOND = 0x20;

    /**
     * Set when the payload is in the payload memory; the slot then has the first chunk's number.
     */
    static final int IN_CHUNKS = 0x40;

    static final int KIND_MASK = 0xF;

    /** Above the kind and where the payload is: the sender's flags. */
    static final int FLAGS_SHIFT = 8;

    private static final int ATTEMPT_SHIFT = FLAGS_SHIFT + MessageFlags.BITS;
    private static final int KIND_BITS = (1 << ATTEMPT_SHIFT) - 1;

    /** More attempts than this are not distinguished. */
    static final int MOST_ATTEMPTS = (1 << (Integer.SIZE - ATTEMPT_SHIFT)) - 1;

    private final MemorySegment memory;
    private final int slots;
    private final int slotBytes;
    private final long first;
    private final long stride;

    SlotHeaders(MemorySegment memory, QueueLayout layout) {
        super(memory);
        this.memory = memory;
        this.slots = layout.slots();
        this.slotBytes = layout.slotBytes();
        this.first = layout.state(0);
        this.stride = layout.stride();
    }

    MemorySegment memory() {
        return memory;
    }

    int slotBytes() {
        return slotBytes;
    }

    /** The offset of a slot, checked, because {@link SharedWords} does not check offsets. */
    long at(int slot) {
        return first + Objects.checkIndex(slot, slots) * stride;
    }

    /** The job that a slot is about. As a peek it counts only if the word has not changed since. */
    long jobId(int slot) {
        return getAcquire(at(slot) + QueueLayout.JOB_ID);
    }

    void setJobId(int slot, long jobId) {
        setLong(at(slot) + QueueLayout.JOB_ID, jobId);
    }

    int length(int slot) {
        return getInt(at(slot) + QueueLayout.LENGTH);
    }

    void setLength(int slot, int length) {
        setInt(at(slot) + QueueLayout.LENGTH, length);
    }

    int attempt(int slot) {
        return getInt(at(slot) + QueueLayout.ATTEMPT_AND_KIND) >>> ATTEMPT_SHIFT;
    }

    /** The kind of message, where its payload is, and its flags. */
    int kind(int slot) {
        return getInt(at(slot) + QueueLayout.ATTEMPT_AND_KIND) & KIND_BITS;
    }

    void setAttempt(int slot, int attempt) {
        setAttemptAndKind(slot, attempt, kind(slot));
    }

    void setAttemptAndKind(int slot, int attempt, int kind) {
        int most = Math.min(attempt, MOST_ATTEMPTS);
        setInt(at(slot) + QueueLayout.ATTEMPT_AND_KIND, most << ATTEMPT_SHIFT | kind);
    }

    /** The number of the first chunk, in place of the payload. */
    long firstChunk(int slot) {
        return getLong(at(slot) + QueueLayout.PAYLOAD);
    }

    void setFirstChunk(int slot, long chunk) {
        setLong(at(slot) + QueueLayout.PAYLOAD, chunk);
    }

    /** Whether the message in a slot has its payload in a file of this name. Also a peek. */
    boolean hasFile(int slot, int sender, String name, boolean inSecond) {
        return name.equals(fileName(jobId(slot), sender))
                && (kind(slot) & (SPILLED | IN_SECOND)) == flags(true, inSecond);
    }

    static int flags(boolean spilled, boolean inSecond) {
        return (spilled ? SPILLED : 0) | (inSecond ? IN_SECOND : 0);
    }

    /** The name of a message's file, if it has one. */
    static String fileName(long jobId, int sender) {
        return sender == StateWord.COORDINATOR
                ? SpillFiles.jobName(jobId)
                : SpillFiles.resultName(sender, jobId);
    }
}
