package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;
import org.sempool.spi.Lease;

/**
 * A message on its way from the queue to its future, and how far it has come. If an {@link Error}
 * ends the thread that is at it, another can go on from there: what was done is not done again.
 *
 * <p>Belongs to one thread at a time.
 */
final class Delivery<R> {
    @Nullable Lease message;

    /** The payload was decoded, to a result or a failure. */
    boolean isRead;

    @Nullable R result;
    @Nullable Throwable failure;

    /** The job was taken out of the pending ones; null if it was not there. */
    boolean isTaken;

    @Nullable JobFuture<R> job;

    /** It is known that the worker has worked. */
    boolean isTold;

    /** The message's place was given back. */
    boolean isFreed;

    boolean isEnded;
    boolean isDone;

    /** Another one that was left, too. */
    @Nullable Delivery<R> next;
}
