package org.sempool.spi;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's end of a channel: jobs go in, results come out.
 *
 * <p>Any number of threads may draft jobs; only one thread at a time may take results, but for
 * {@link #takeResultOf}, which any thread may call meanwhile. A wait is never longer than
 * requested, may be shorter, and ignores interrupts: the caller loops and checks its own reasons to
 * stop.
 */
public interface CoordinatorEnd extends AutoCloseable {
    /**
     * The address that a worker attaches to.
     *
     * @return text without line breaks
     */
    String address();

    /**
     * A directory that belongs only to this channel, where the pool may put files for its workers.
     * Its content is removed with the channel, or by the next one if this process is killed, even
     * if other data of the channel is kept.
     *
     * @return the directory, absolute, if there is one
     */
    default Optional<Path> directory() {
        return Optional.empty();
    }

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
     * The calling thread takes results from now on, instead of another that may not have freed what
     * it took, and may never return. Does not block.
     */
    default void replaceTaker() {}

    /**
     * Wakes workers that sleep until a result's room is freed. {@link #takeResult} does the same,
     * so it is only for a thread that freed results and will not call that again. Does not block.
     */
    default void flush() {}

    /** Tells all workers to end once no job is left. Idempotent, does not block. */
    void endJobs();

    /** Receives the jobs that workers hold. */
    @FunctionalInterface
    interface HeldJobs {
        /**
         * Called for a job that a worker has taken and not freed yet.
         *
         * @param worker the worker's number
         * @param jobId the job
         * @param attempt the attempt, from 1
         * @param waits counts how often the worker has begun or ended a wait for room for a result:
         *     it is odd while the worker waits; if two calls see the same even number, there was no
         *     wait between them. A worker that keeps waiting counts again every second. The count
         *     may restart when another process gets the worker's number
         */
        void held(int worker, long jobId, int attempt, int waits);
    }

    /**
     * Reports which job each worker currently holds. Workers may take or free jobs meanwhile; each
     * report was true at some time during the call. For any thread.
     *
     * @param jobs receives each of them
     */
    void showHeldJobs(HeldJobs jobs);

    /**
     * Returns whether a worker has reported that its process has begun to end. For any thread.
     *
     * @param worker the worker's number
     * @return true from {@link WorkerEnd#noteLeaving} until {@link #repair}
     */
    boolean isLeaving(int worker);

    /** Decides what happens to a job whose worker died. */
    @FunctionalInterface
    interface Decision {
        /** Instead of a next attempt: the job is not put back. */
        int DROP = 0;

        /**
         * Called for each job that the dead worker held and published no result for. If repair was
         * interrupted, this is called again for the same job and must return the same.
         *
         * @param jobId the job
         * @param attempt the attempt that ended with the death, from 1; or, if repair was
         *     interrupted, what this returned before
         * @return the number of the next attempt, to put the job back, or {@link #DROP}
         */
        int nextAttempt(long jobId, int attempt);
    }

    /**
     * Takes back everything that a dead worker held. Idempotent: may be interrupted and called
     * again.
     *
     * @param worker the number of a worker whose process is known to have ended
     * @param decision asked about each job
     */
    void repair(int worker, Decision decision);

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
