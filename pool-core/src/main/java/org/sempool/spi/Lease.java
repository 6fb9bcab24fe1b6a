package org.sempool.spi;

import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/**
 * A message that was taken and is still owned: its place in the queue, payload included, stays as
 * it is until {@link #free} or {@link #putBack}. If the owner dies before that, {@link
 * CoordinatorEnd#recover} finds it.
 *
 * <p>After {@code free} or {@code putBack} the object may serve another message. Belongs to one
 * thread.
 */
public interface Lease {
    /**
     * Which job this is, or is about.
     *
     * @return the id that the coordinator gave it
     */
    long jobId();

    /**
     * Which attempt at the job this is.
     *
     * @return from 1
     */
    int attempt();

    /**
     * What the message says.
     *
     * @return the kind
     */
    MessageKind kind();

    /**
     * Who wrote the message.
     *
     * @return a worker's number, or 0 for the coordinator
     */
    int sender();

    /**
     * The payload, valid until {@link #free}.
     *
     * @return a reader at the start of the payload
     */
    PayloadReader payload();

    /** Gives the place back. Does not block. */
    void free();

    /**
     * Gives a job back instead of freeing it, to be taken again by any worker. Does not block.
     *
     * @param nextAttempt the number of the attempt that the next taker makes
     */
    void putBack(int nextAttempt);
}
