package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.sempool.spi.RoomPatience;
import org.sempool.spi.Step;

/**
 * The payload of a draft that does not fit its slot: it is written to chunks of the payload memory,
 * or to a file. Belongs to one thread.
 *
 * <p>It waits for room only while it has none. A payload that outgrows its chunks, and finds no
 * more of them, goes on in a file: two writers that wait for more while they keep what they have
 * could wait for each other.
 */
final class LargeDraft {
    private final LargePayloads place;
    private final @Nullable RoomPatience patience;
    private final int slot;
    private final String fileName;
    private MemorySegment run = MemorySegment.NULL;
    private int first = PayloadMemory.NONE;
    private int count;
    private long written;
    private @Nullable SpillSink file;

    /**
     * A draft without a payload.
     *
     * @param patience asked before each wait for room; without it, the draft does not wait
     * @param slot the slot, which the caller owns
     * @param fileName the name of the message's file, if it needs one
     */
    LargeDraft(LargePayloads place, @Nullable RoomPatience patience, int slot, String fileName) {
        this.place = place;
        this.patience = patience;
        this.slot = slot;
        this.fileName = fileName;
    }

    /**
     * Appends bytes: the first from the slot, all others from the memory that this returned.
     *
     * @param coming how many more bytes are known to come
     * @return memory for more
     */
    MemorySegment append(MemorySegment filled, long coming) {
        SpillSink open = file;
        if (open == null) {
            if (hasRoom(filled, coming)) {
                written += filled.byteSize();
                return run.asSlice(written);
            }
            open = openFile();
        }
        written += filled.byteSize();
        return open.append(filled);
    }

    /** Makes the chunks large enough; returns false if the payload needs a file. */
    private boolean hasRoom(MemorySegment filled, long coming) {
        PayloadMemory memory = place.memory();
        long needed = written + filled.byteSize() + coming;
        if (needed > memory.bytes()) {
            return false;
        }
        int chunks = memory.chunksFor(needed);
        if (first == PayloadMemory.NONE) {
            int claimed = place.room().claim(() -> memory.claim(slot, chunks), patience);
            if (claimed < 0) {
                return false;
            }
            hold(claimed, chunks);
            copy(filled, 0);
            return true;
        }
        if (chunks <= count) {
            return true;
        }
        // Twice as much, so that a payload of unknown size is moved only a few times.
        int twice = Math.max(chunks, Math.min(2 * count, memory.chunksFor(memory.bytes())));
        return grow(twice, written + filled.byteSize())
                || grow(chunks, written + filled.byteSize());
    }

    /** Extends the run, or moves what it holds to a longer one; returns false if there is none. */
    private boolean grow(int wanted, long held) {
        PayloadMemory memory = place.memory();
        if (memory.extend(slot, first, count, wanted - count)) {
            hold(first, wanted);
            return true;
        }
        int moved = memory.claim(slot, wanted);
        if (moved < 0) {
            return false;
        }
        MemorySegment before = run.asSlice(0, held);
        int firstBefore = first;
        int countBefore = count;
        hold(moved, wanted);
        copy(before, 0);
        release(firstBefore, countBefore);
        return true;
    }

    private void hold(int firstChunk, int chunks) {
        first = firstChunk;
        count = chunks;
        run = place.memory().view(first, place.memory().bytesOf(count));
    }

    private void copy(MemorySegment bytes, long to) {
        MemorySegment.copy(bytes, 0, run, to, bytes.byteSize());
    }

    private SpillSink openFile() {
        SpillSink open = place.files().create(fileName);
        file = open;
        Step.BEGIN_FILE.reached();
        if (first != PayloadMemory.NONE) {
            var _ = open.append(run.asSlice(0, written));
            release(first, count);
            count = 0;
        }
        return open;
    }

    /** Ends the payload with its last bytes. */
    void finish(MemorySegment filled) {
        SpillSink open = file;
        if (open != null) {
            var _ = open.append(filled);
            open.close();
            Step.FINISH_FILE.reached();
        } else {
            int used = place.memory().chunksFor(written + filled.byteSize());
            release(first + used, count - used);
        }
    }

    private void release(int firstUnused, int unused) {
        if (unused > 0) {
            place.memory().release(slot, firstUnused, unused);
            place.room().wakeAll();
        }
    }

    /** The first chunk, or {@link PayloadMemory#NONE} if the payload is in a file. */
    int firstChunk() {
        return file == null ? first : PayloadMemory.NONE;
    }

    boolean isInSecondDirectory() {
        return file != null && file.isInSecond();
    }

    /** Drops the file, if there is one. The chunks become free with the slot. */
    void discard() {
        if (file != null) {
            file.discard();
        }
    }
}
