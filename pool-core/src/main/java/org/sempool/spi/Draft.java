package org.sempool.spi;

import org.sempool.wire.PayloadWriter;

/**
 * A message being written: it holds a place in its queue, and nobody else sees it yet.
 *
 * <p>Ends with exactly one of {@link #publish} and {@link #abandon}; after that the object may
 * serve another message. Belongs to one thread.
 */
public interface Draft {
    /**
     * Where the payload goes.
     *
     * @return the writer, empty at first
     */
    PayloadWriter payload();

    /**
     * Shows the message to the other end. Does not block.
     *
     * @throws org.sempool.wire.PayloadLimitException if the payload's storage is full; the draft is
     *     then still to be abandoned
     */
    void publish();

    /** Gives the place back, and with it whatever was written. Does not block. */
    void abandon();
}
