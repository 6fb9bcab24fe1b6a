package org.sempool.spi;

import org.sempool.wire.PayloadWriter;

/**
 * A message being written: it has room in its queue, and no other process sees it yet.
 *
 * <p>A draft ends with exactly one call of {@link #publish} or {@link #abandon}; after that the
 * object may be reused for another message. Belongs to one thread.
 */
public interface Draft {
    /**
     * The writer for the payload.
     *
     * @return the writer, initially empty
     */
    PayloadWriter payload();

    /**
     * Sets the message's flags, which its receiver sees as {@link Lease#flags}. Without a call it
     * has none.
     *
     * @param flags a combination of {@link org.sempool.wire.MessageFlags}
     */
    void setFlags(int flags);

    /**
     * Makes the message visible to the other end. Does not block.
     *
     * @throws org.sempool.wire.PayloadLimitException if the payload's storage is full; the draft
     *     must then be abandoned
     */
    void publish();

    /** Releases the room and drops what was written. Does not block. */
    void abandon();
}
