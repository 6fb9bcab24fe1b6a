package org.sempool.spi;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator's end of a channel: jobs go in, results come out.
 *
 * <p>Any number of threads may draft jobs, and one at a time may take results. A wait is never
 * longer than asked for, may be shorter, and does not notice interrupts: the caller loops and
 * checks its own reasons to stop.
 */
public interface CoordinatorEnd extends AutoCloseable {
    /**
     * What a worker attaches with.
     *
     * @return text without line breaks
     */
    String address();

    /**
     * A directory of this channel's alone, where the pool may put files for its workers. What is in
     * it goes with the channel, or with the next one if this process is killed, whatever else is
     * kept for later channels.
     *
     * @return the directory, absolute, if there is one
     */
    default Optional<Path> directory() {
        return Optional.empty();
    }

    /**
     * Takes a place in the jobs queue.
     *
     * @param waitNanos how long to wait for a place, in nanoseconds; 0 tries once
     * @return the job to name and to write, or null if there was no place
     */
    @Nullable JobDraft draftJob(long waitNanos);

    /**
     * Takes back a published job that no worker has taken yet.
     *
     * @param ticket the job's {@link JobDraft#ticket}
     * @return true if no worker will ever see the job
     */
    boolean withdraw(long ticket);

    /**
     * Whether the queue still has a published job: it waits for a worker, or one holds it. For any
     * thread.
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
     * Takes the message about one job, if it comes within some microseconds and a thread in {@link
     * #takeResult} sleeps, which need not be woken then. For a thread that only waits for this
     * message.
     *
     * @param jobId the job
     * @return the message, or null if it is left to {@link #takeResult}
     */
    default @Nullable Lease takeResultOf(long jobId) {
        return null;
    }

    /** Tells all workers to end once no job is left. Idempotent, does not block. */
    void endJobs();

    /** Is shown the jobs that workers hold. */
    @FunctionalInterface
    interface HeldJobs {
        /**
         * A job that a worker has taken and not freed yet.
         *
         * @param worker the worker's number
         * @param jobId the job
         * @param attempt the attempt, from 1
         * @param waits counts how often the worker has begun or ended to wait for a place for a
         *     result: odd while it waits, and two looks that see the same even number have no wait
         *     between them. A worker that still waits counts again every second. May start again
         *     when another process takes the worker's number
         */
        void held(int worker, long jobId, int attempt, int waits);
    }

    /**
     * Shows which job each worker holds at the moment. A worker may take or free jobs meanwhile;
     * what is shown was true at one time during the call. For any thread.
     *
     * @param jobs is shown each of them
     */
    void showHeldJobs(HeldJobs jobs);

    /**
     * Whether a worker has said that its process has begun to end. For any thread.
     *
     * @param worker the worker's number
     * @return true from {@link WorkerEnd#noteLeaving} until {@link #recover}
     */
    boolean isLeaving(int worker);

    /** Decides what becomes of a job whose worker died. */
    @FunctionalInterface
    interface Recovery {
        /** Instead of a next attempt: the job is not handed out any more. */
        int DROP = 0;

        /**
         * Called for each job that the dead worker held and published no result for. If repair was
         * cut short it is called again for the same job, and has to answer the same.
         *
         * @param jobId the job
         * @param attempt the attempt that ended with the death, from 1; or, if repair was cut
         *     short, what this answered before
         * @return the number of the next attempt, to hand the job out again, or {@link #DROP}
         */
        int nextAttempt(long jobId, int attempt);
    }

    /**
     * Takes back all that a dead worker held. Idempotent: may be cut short and called again.
     *
     * @param worker the number of a worker whose process is known to have ended
     * @param recovery asked about each job
     */
    void recover(int worker, Recovery recovery);

    /**
     * Looks whether all is there that workers need, beside what is mapped already. Called some
     * times a second, by one thread; not to block.
     *
     * @throws BrokenTransportException if something is gone, which ends the pool
     */
    default void check() {}

    /** Closes the channel and removes all of it, whatever state it is in. Idempotent. */
    @Override
    void close();
}
