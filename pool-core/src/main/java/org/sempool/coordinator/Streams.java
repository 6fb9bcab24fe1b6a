package org.sempool.coordinator;

import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.sempool.PoolClosedException;

/** The pool as its streams see it: submit, count, drop. Thread-safe. */
final class Streams<J, R> implements ResultStream.Source<J, R> {
    private final Submission<J, R> submission;
    private final PendingJobs<R> pending;
    private final ResultPump<R> pump;
    private final JobFuture.Owner<R> owner;

    Streams(
            Submission<J, R> submission,
            PendingJobs<R> pending,
            ResultPump<R> pump,
            JobFuture.Owner<R> owner) {
        this.submission = submission;
        this.pending = pending;
        this.pump = pump;
        this.owner = owner;
    }

    @Override
    public StreamJobs.Job<R> newJob(StreamJobs<R> stream) {
        return new StreamJobs.Job<>(owner, stream);
    }

    @Override
    public boolean submit(J job, StreamJobs.Job<R> future, long waitNanos) {
        return submission.submit(job, future, waitNanos);
    }

    @Override
    public long delivered() {
        return pump.delivered();
    }

    @Override
    public void drop(StreamJobs<R> stream) {
        drop(stream::equals, job -> job.cancel(true));
    }

    /** The pool closes: drops the jobs of streams that no thread is reading to the end. */
    void dropUnread() {
        drop(
                stream -> !stream.isReadToTheEnd(),
                job ->
                        job.completeExceptionally(
                                new PoolClosedException(
                                        "the pool was closed before the stream was read to its"
                                                + " end")));
    }

    /** Newest first: otherwise, a worker whose job is cancelled would take the next one. */
    private void drop(Predicate<StreamJobs<R>> ofStream, Consumer<StreamJobs.Job<R>> drop) {
        pending.all().stream()
                .filter(JobFuture::hasTicket)
                .filter(
                        job ->
                                job instanceof StreamJobs.Job<R> streamed
                                        && ofStream.test(streamed.stream()))
                .sorted(Comparator.<JobFuture<R>>comparingLong(JobFuture::id).reversed())
                .forEach(job -> drop.accept((StreamJobs.Job<R>) job));
    }
}
