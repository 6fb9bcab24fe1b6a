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

/** Results and failures, see {@link StreamReading#outcomes}. */
final class OutcomeReading<J, R> implements StreamReading<J, R, Outcome<J, R>> {
    @Override
    public void submitting(J job, JobFuture<R> future) {
        future.needDetails().setJob(job);
    }

    /** If it is not about the pool or this thread, then it is about the job. */
    @Override
    public @Nullable PoolException refused(Throwable failure) {
        boolean ends = endsAll(failure) || failure instanceof SubmitInterruptedException;
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
                throw failure instanceof PoolException stopped
                        ? StreamReading.thrownHere(stopped)
                        : e;
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
