package org.sempool.coordinator;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sempool.Outcome;
import org.sempool.PoolException;

/**
 * What a stream gives its reader for each job.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 * @param <T> what the reader gets
 */
interface StreamReading<J, R, T> {
    /** A job is about to be submitted. */
    default void submitting(J job, JobFuture<R> future) {}

    /** What a job ends with that could not be submitted; null if that ends the stream. */
    default @Nullable PoolException refused(Throwable failure) {
        return null;
    }

    /** Reads a job that has ended. What this throws ends the stream. */
    T read(JobFuture<R> ended);

    /** Results, of which the first failure ends the stream. */
    static <J, R> StreamReading<J, R, R> results() {
        return ended -> {
            try {
                return ended.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof PoolException failure ? thrownHere(failure) : e;
            }
        };
    }

    /** Results and failures. Only the end of the pool ends the stream. */
    static <J, R> StreamReading<J, R, Outcome<J, R>> outcomes() {
        return new OutcomeReading<>();
    }

    /** It has the stack of another thread, or none. */
    static PoolException thrownHere(PoolException failure) {
        var _ = failure.fillInStackTrace();
        return failure;
    }
}
