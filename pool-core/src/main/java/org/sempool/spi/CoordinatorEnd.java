package org.sempool.spi;

import org.jspecify.annotations.Nullable;

/**
 * The coordinator's end of a channel: jobs go in, results come out. Each is a {@link SupervisedEnd}
 * or a {@link HostedEnd}, which says who starts the workers and who sees them die.
 *
 * <p>Any number of threads may draft jobs; only one thread at a time may take results, but for
 * {@link #takeResultOf}, which any thread may call meanwhile. A wait is never longer than
 * requested, may be shorter, and ignores interrupts: the caller loops and checks its own reasons to
 * stop.
 */
public sealed interface CoordinatorEnd extends AutoCloseable permits HostedEnd, SupervisedEnd {
    /**
     * Where the channel is: for messages, and for workers to attach to.
     *
     * @return text without line breaks and without secrets
     */
    String address();

    /**
     * Begins a job: reserves room for it in the jobs queue.
     *
     * @param waitNanos how long to wait for room, in nanoseconds; 0 tries once
     * @return the job to name and to write, or null if there was no room
     */
    @Nullable JobDraft draftJob(long waitNanos);

    /**
     * Withdraws a published job that no worker has taken yet.
     *
     * @param ticket the job's {@link JobDraft#ticket}
     * @return true if no worker will ever see the job
     */
    boolean withdraw(long ticket);

    /**
     * Withdraws a published job that no worker has ever taken, see {@link #withdraw}. A job that
     * was put back for another attempt stays.
     *
     * @param ticket the job's {@link JobDraft#ticket}
     * @return true if no worker has seen the job or ever will
     */
    boolean withdrawUntaken(long ticket);

    /**
     * Returns whether a published job is still in the queue: it waits for a worker, or a worker
     * holds it. For any thread.
     *
     * @param ticket the job's {@link JobDraft#ticket}
     * @return false once it was freed or withdrawn
     */
    boolean has(long ticket);

    /**
     * Takes a message that a worker wrote.
     *
     * @param waitNanos how long to wait for one, in nanoseconds; 0 tries once
     * @return the message, or null if there was none
     */
    @Nullable Lease takeResult(long waitNanos);

    /**
     * Takes the message about one job, if it arrives within some microseconds while the thread in
     * {@link #takeResult} sleeps; that thread is not woken then. For a thread that waits only for
     * this message.
     *
     * @param jobId the job
     * @return the message, or null if it is left to {@link #takeResult}
     */
    default @Nullable Lease takeResultOf(long jobId) {
        return null;
    }

    /**
     * How many of the jobs that were published have a result that an earlier coordinator has left,
     * so that no worker gets them. For any thread; does not block.
     *
     * @return the count so far; 0 if nothing is kept
     */
    default long restored() {
        return 0;
    }

    /**
     * The calling thread takes results from now on, instead of another that may not have freed what
     * it took, and may never return. Does not block.
     */
    default void replaceTaker() {}

    /**
     * Wakes workers that sleep until a result's room is freed. {@link #takeResult} does the same,
     * so it is only for a thread that freed results and will not call that again. Does not block.
     */
    default void flush() {}

    /**
     * Checks that everything that workers need still exists, besides what is already mapped. One
     * thread calls it several times a second; it must not block.
     *
     * @throws BrokenTransportException if something is missing; this stops the pool
     */
    default void check() {}

    /** Closes the channel and removes all of it, whatever its state. Idempotent. */
    @Override
    void close();
}
