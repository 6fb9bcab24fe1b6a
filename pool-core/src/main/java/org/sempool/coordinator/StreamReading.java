package org.sempool.coordinator;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sempool.JobFailedException;
import org.sempool.Outcome;
import org.sempool.PoolBrokenException;
import org.sempool.PoolClosedException;
import org.sempool.PoolException;
import org.sempool.SubmitInterruptedException;
import org.sempool.wire.RemoteFailure;

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
    default @Nullable PoolException refused(RuntimeException failure) {
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
        return new Outcomes<>();
    }

    /** It has the stack of another thread, or none. */
    static PoolException thrownHere(PoolException failure) {
        var _ = failure.fillInStackTrace();
        return failure;
    }

    /** See {@link #outcomes}. */
    final class Outcomes<J, R> implements StreamReading<J, R, Outcome<J, R>> {
        @Override
        public void submitting(J job, JobFuture<R> future) {
            future.needDetails().setJob(job);
        }

        /** If it is not about the pool or this thread, then it is about the job. */
        @Override
        public @Nullable PoolException refused(RuntimeException failure) {
            boolean ends =
                    endsAll(failure)
                            || failure instanceof SubmitInterruptedException
                            || failure instanceof IllegalStateException;
            return ends ? null : asPoolException(failure);
        }

        @Override
        @SuppressWarnings("unchecked") // its type is what submitting() was given
        public Outcome<J, R> read(JobFuture<R> ended) {
            J job = (J) Objects.requireNonNull(ended.needDetails().job(), "job");
            try {
                return new Outcome.Success<>(job, ended.join());
            } catch (CompletionException e) {
                Throwable failure = e.getCause() == null ? e : e.getCause();
                if (endsAll(failure) || failure instanceof Error) {
                    throw failure instanceof PoolException stopped ? thrownHere(stopped) : e;
                }
                return new Outcome.Failure<>(job, asPoolException(failure));
            }
        }

        private static boolean endsAll(Throwable failure) {
            return failure instanceof PoolClosedException || failure instanceof PoolBrokenException;
        }

        private static PoolException asPoolException(Throwable failure) {
            return failure instanceof PoolException known
                    ? known
                    : new JobFailedException(RemoteFailure.of(failure));
        }
    }
}
