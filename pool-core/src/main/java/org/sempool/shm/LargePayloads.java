package org.sempool.shm;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Where one queue's payloads lie that do not fit their slots: in its payload memory, or in a file
 * if they do not fit there either.
 *
 * @param memory the payload memory
 * @param room waits for room in it
 * @param files the files
 */
record LargePayloads(PayloadMemory memory, RoomWait room, SpillFiles files) {
    /** The start of a message in the payload memory. */
    MemorySegment view(long firstChunk, long bytes) {
        return memory.view(Math.toIntExact(firstChunk), bytes);
    }

    /**
     * Call this after a slot whose message had chunks became free: wakes all that wait for room.
     */
    void tellRoom() {
        VarHandle.fullFence();
        room.wakeAll();
    }
}
