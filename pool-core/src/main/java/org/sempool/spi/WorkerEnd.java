package org.sempool.spi;

import org.jspecify.annotations.Nullable;
import org.sempool.wire.MessageKind;

/**
 * A worker's end of a channel: jobs come out, results go in. Belongs to one thread.
 *
 * <p>The order that makes a death harmless: take a job, run it, publish its result, and only then
 * free the job. Killed anywhere in between, the worker leaves the job or its result to be found,
 * and never neither.
 */
public interface WorkerEnd extends AutoCloseable {
    /**
     * Takes a job.
     *
     * @param waitNanos how long to wait for one, in nanoseconds, at most; 0 tries once
     * @return the job, or null if there was none
     */
    @Nullable Lease takeJob(long waitNanos);

    /**
     * Whether the coordinator has said that no more jobs will come.
     *
     * @return true once it has; a job that was published before may still be there to be taken
     */
    boolean jobsEnded();

    /**
     * Takes a place in the results queue. While it waits for one, {@link
     * CoordinatorEnd#showHeldJobs} says so: a job whose result only waits for room does not run.
     *
     * @param kind what the message says
     * @param jobId the job it is about, or 0
     * @param attempt the attempt at that job, or 0
     * @param waitNanos how long to wait for a place, in nanoseconds, at most; 0 tries once
     * @return the message to write, or null if there was no place
     */
    @Nullable Draft draftResult(MessageKind kind, long jobId, int attempt, long waitNanos);

    /**
     * Says that this worker's process has begun to end, so that it is not waited for for ever if it
     * does not come to its end. For any thread; does not block. After {@link #close} nobody may
     * hear it.
     */
    void noteLeaving();

    /** Detaches. The channel stays. */
    @Override
    void close();
}
