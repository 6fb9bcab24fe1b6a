package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;
import org.sempool.spi.Lease;

/**
 * A message on its way from the queue to its future, and its progress. If an {@link Error} ends the
 * thread that delivers it, another thread can continue from there without repeating a step.
 *
 * <p>Belongs to one thread at a time.
 */
final class Delivery<R> {
    @Nullable Lease message;

    /** The payload was decoded into a result or a failure. */
    boolean isRead;

    @Nullable R result;
    @Nullable Throwable failure;

    /** The worker has timed the job. */
    boolean isTimed;

    final JobClock.Times times = new JobClock.Times();

    /** The job was taken out of the pending ones; null if it was not there. */
    boolean isTaken;

    @Nullable JobFuture<R> job;

    /** The job stays pending, since it is to be attempted again; null if it ends. */
    @Nullable JobFuture<R> retry;

    /** The attempt that has failed, if there is to be another. */
    int attempt;

    /** The job's end was counted. */
    boolean isCounted;

    /** The supervisor was told that the worker has done a job. */
    boolean isTold;

    /** The message's slot was freed. */
    boolean isFreed;

    boolean isEnded;
    boolean isDone;

    /** The next delivery in the list of unfinished ones. */
    @Nullable Delivery<R> next;

    /** Forgets a message whose delivery is done, or was never begun: ready for the next one. */
    void clear() {
        message = null;
        isRead = false;
        result = null;
        failure = null;
        isTimed = false;
        isTaken = false;
        job = null;
        retry = null;
        attempt = 0;
        isCounted = false;
        isTold = false;
        isFreed = false;
        isEnded = false;
        isDone = false;
    }
}
