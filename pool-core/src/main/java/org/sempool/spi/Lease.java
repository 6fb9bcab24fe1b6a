package org.sempool.spi;

import org.sempool.wire.MessageKind;
import org.sempool.wire.PayloadReader;

/**
 * A message that was taken and is still owned: the message and its payload stay in the queue until
 * {@link #free} or {@link #putBack}. If the owner dies before that, {@link SupervisedEnd#repair}
 * finds the message.
 *
 * <p>After {@code free} or {@code putBack} the object may be reused for another message. Belongs to
 * one thread.
 */
public interface Lease {
    /**
     * The job that this is, or is about.
     *
     * @return the id that the coordinator gave it
     */
    long jobId();

    /**
     * The coordinator that submitted the job. Ids are unique among the jobs of one origin.
     *
     * @return its name; empty if the channel has only one coordinator
     */
    default String origin() {
        return "";
    }

    /**
     * The number of the attempt at the job.
     *
     * @return from 1
     */
    int attempt();

    /**
     * What the message contains.
     *
     * @return the kind
     */
    MessageKind kind();

    /**
     * The message's flags, as its sender has set them.
     *
     * @return a combination of {@link org.sempool.wire.MessageFlags}
     */
    int flags();

    /**
     * The sender of the message.
     *
     * @return a worker's number, or 0 for the coordinator
     */
    int sender();

    /**
     * The payload, valid until {@link #free} or {@link #putBack}.
     *
     * @return a reader at the start of the payload
     */
    PayloadReader payload();

    /**
     * Whether the message has gone to somebody else, because the connection was lost through which
     * it was taken. Then {@code free} and {@code putBack} fail.
     *
     * @return whether it is lost; always false in a channel without connections
     */
    default boolean isLost() {
        return false;
    }

    /** Removes the message from the queue. Does not block. */
    void free();

    /**
     * Puts a job back instead of freeing it, so that any worker can take it again. Does not block.
     *
     * @param nextAttempt the number of the next attempt at the job
     */
    void putBack(int nextAttempt);
}
