package org.sempool.shm;

/** What ends a lease of a slot. */
@FunctionalInterface
interface SlotTaker {
    /** Removes the message. */
    void free(int slot);

    /** Lets another owner take the job. */
    default void putBack(int slot) {
        throw new UnsupportedOperationException("slot=" + slot + " cannot be put back");
    }
}
