package org.sempool.shm;

/** What ends a draft in a slot. */
interface SlotPutter {
    /** Shows the message to the other end. */
    void publish(int slot);

    /** Drops the message. */
    void abandon(int slot);
}
