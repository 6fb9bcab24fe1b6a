package org.sempool.spi;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The coordinator's end of a channel to workers that the coordinator itself starts, on this
 * machine. It sees their processes end, and then takes back what they held.
 */
public non-sealed interface SupervisedEnd extends CoordinatorEnd {
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
}
