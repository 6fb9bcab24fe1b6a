package org.sempool.shm;

/**
 * Notes that each owner keeps about itself for others to read, in one cache line each. A note is a
 * hint; only the slots' words are authoritative.
 *
 * @param memory the words of the segment
 * @param layout where the notes are
 */
record OwnerNotes(SharedWords memory, QueueLayout layout) {
    /** Call this before each claim of a full slot, so that no claimed slot is ever missing here. */
    void noteTry(int owner, int slot) {
        memory.setOpaqueInt(layout.lastTried(owner), slot);
    }

    /** The slot that an owner has last tried to claim, and may hold. */
    int lastTried(int owner) {
        return memory.getOpaqueInt(layout.lastTried(owner));
    }

    /** Notes that an owner begins or stops waiting for something outside this queue. */
    void noteWait(int owner) {
        memory.setOpaqueInt(layout.waits(owner), waits(owner) + 1);
    }

    /** How often an owner has begun or stopped waiting: odd while it waits. */
    int waits(int owner) {
        return memory.getOpaqueInt(layout.waits(owner));
    }

    /** Notes that an owner's process has begun to end. */
    void noteLeaving(int owner) {
        memory.setOpaqueInt(layout.leaving(owner), 1);
    }

    boolean isLeaving(int owner) {
        return memory.getOpaqueInt(layout.leaving(owner)) != 0;
    }

    /** Clears the notes of a dead owner, except the slot, which its successor overwrites. */
    void clear(int owner) {
        memory.setOpaqueInt(layout.waits(owner), 0);
        memory.setOpaqueInt(layout.leaving(owner), 0);
    }
}
