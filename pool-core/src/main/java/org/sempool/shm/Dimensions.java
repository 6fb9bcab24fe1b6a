package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;

/**
 * The numbers that a segment's layout follows from. Its header holds them.
 *
 * @param slots the number of slots of each queue, at least
 * @param slotBytes the largest payload that fits a slot
 * @param workers the number of workers that use the queues, besides the coordinator
 * @param chunks the number of chunks of each queue's payload memory; may be 0
 * @param chunkBytes the size of a chunk, a multiple of the page size
 */
record Dimensions(int slots, int slotBytes, int workers, int chunks, int chunkBytes) {
    /** So many chunks that small payloads waste little, and few enough to look at all of them. */
    private static final int WANTED_CHUNKS = 8192;

    private static final int MOST_CHUNK_BYTES = 1 << 20;

    /** Without payload memory. */
    static Dimensions of(int slots, int slotBytes, int workers) {
        return new Dimensions(slots, slotBytes, workers, 0, PayloadMemory.LEAST_CHUNK_BYTES);
    }

    /**
     * With payload memory.
     *
     * @param bytes of both queues together, at most
     */
    Dimensions withPayloadMemory(long bytes) {
        int chunk = PayloadMemory.LEAST_CHUNK_BYTES;
        while (chunk < MOST_CHUNK_BYTES && bytes / 2 / chunk > WANTED_CHUNKS) {
            chunk *= 2;
        }
        return new Dimensions(slots, slotBytes, workers, Math.toIntExact(bytes / 2 / chunk), chunk);
    }

    static Dimensions read(MemorySegment header) {
        return new Dimensions(
                header.get(JAVA_INT, QueueLayout.SLOTS),
                header.get(JAVA_INT, QueueLayout.SLOT_BYTES),
                header.get(JAVA_INT, QueueLayout.WORKERS),
                header.get(JAVA_INT, QueueLayout.CHUNKS),
                header.get(JAVA_INT, QueueLayout.CHUNK_BYTES));
    }

    void write(MemorySegment header) {
        header.set(JAVA_INT, QueueLayout.SLOTS, slots);
        header.set(JAVA_INT, QueueLayout.SLOT_BYTES, slotBytes);
        header.set(JAVA_INT, QueueLayout.WORKERS, workers);
        header.set(JAVA_INT, QueueLayout.CHUNKS, chunks);
        header.set(JAVA_INT, QueueLayout.CHUNK_BYTES, chunkBytes);
    }

    /** Whether a segment can have them, and has this size. */
    boolean match(long segmentBytes) {
        return slots >= 1
                && slotBytes >= 1
                && workers >= 1
                && workers <= QueueLayout.MAX_WORKERS
                && chunks >= 0
                && chunkBytes >= 1
                && QueueLayout.segmentBytes(this) == segmentBytes;
    }

    /**
     * The number of slots of each worker's lane: all lanes together have at least {@link #slots}.
     */
    int laneSlots() {
        return (slots - 1) / workers + 1;
    }

    /** The size of each queue's payload memory, in bytes. */
    long payloadBytes() {
        return (long) chunks * chunkBytes;
    }
}
