package org.sempool.spi;

import org.jspecify.annotations.Nullable;
import org.sempool.wire.MessageKind;

/**
 * A worker's end of a channel: jobs come out, results go in. Belongs to one thread, but for {@link
 * #noteLeaving}.
 *
 * <p>This order makes a death harmless: take a job, run it, publish its result, and only then free
 * the job. A worker that is killed anywhere in between leaves the job, its result or both.
 */
public interface WorkerEnd extends AutoCloseable {
    /**
     * Takes a job. Before it waits for one, it wakes those that sleep until what this end has
     * published or freed since the last call; publishing and freeing alone need not wake them.
     *
     * @param waitNanos how long to wait for one, in nanoseconds, at most; 0 tries once
     * @return the job, or null if there was none
     */
    @Nullable Lease takeJob(long waitNanos);

    /**
     * Wakes those that sleep until something is published or freed that this end has published or
     * freed. {@link #takeJob} does the same, so it is only for a worker that will not call that
     * soon. Does not block.
     */
    default void flush() {}

    /**
     * Returns whether the coordinator has announced that no more jobs will come.
     *
     * @return true once it has; jobs that were published before may still be left to take
     */
    boolean jobsEnded();

    /**
     * Begins a result: reserves room for it in the results queue. {@link
     * SupervisedEnd#showHeldJobs} reports the wait for room: a job whose result only waits for room
     * does not run.
     *
     * @param kind the kind of message
     * @param jobId the job it is about, or 0
     * @param attempt the attempt at that job, or 0
     * @param waitNanos how long to wait for room, in nanoseconds, at most; 0 tries once
     * @return the message to write, or null if there was no room
     */
    @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos);

    /**
     * Reports that this worker's process has begun to end, so that the coordinator can kill it if
     * it never exits. For any thread; does not block. May have no effect after {@link #close}.
     */
    void noteLeaving();

    /** Detaches. The channel stays. */
    @Override
    void close();
}
