package org.sempool.shm;

import java.lang.foreign.MemorySegment;

/**
 * Notes that each owner keeps about itself for others to read, in one cache line each. A note is a
 * hint; only the slots' words are authoritative.
 */
final class OwnerNotes extends SharedWords {
    private final QueueLayout layout;

    OwnerNotes(MemorySegment memory, QueueLayout layout) {
        super(memory);
        this.layout = layout;
    }

    /** Call this before each claim of a full slot, so that no claimed slot is ever missing here. */
    void noteTry(int owner, int slot) {
        setOpaqueInt(layout.lastTried(owner), slot);
    }

    /** The slot that an owner has last tried to claim, and may hold. */
    int lastTried(int owner) {
        return getOpaqueInt(layout.lastTried(owner));
    }

    /** Notes that an owner begins or stops waiting for something outside this queue. */
    void noteWait(int owner) {
        setOpaqueInt(layout.waits(owner), waits(owner) + 1);
    }

    /** How often an owner has begun or stopped waiting: odd while it waits. */
    int waits(int owner) {
        return getOpaqueInt(layout.waits(owner));
    }

    /** Notes that an owner's process has begun to end. */
    void noteLeaving(int owner) {
        setOpaqueInt(layout.leaving(owner), 1);
    }

    boolean isLeaving(int owner) {
        return getOpaqueInt(layout.leaving(owner)) != 0;
    }

    /** Clears the notes of a dead owner, except the slot, which its successor overwrites. */
    void clear(int owner) {
        setOpaqueInt(layout.waits(owner), 0);
        setOpaqueInt(layout.leaving(owner), 0);
    }
}
