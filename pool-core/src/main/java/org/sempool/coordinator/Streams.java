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
    private final JobFuture.Hooks<R> hooks;

    Streams(
            Submission<J, R> submission,
            PendingJobs<R> pending,
            ResultPump<R> pump,
            JobFuture.Hooks<R> hooks) {
        this.submission = submission;
        this.pending = pending;
        this.pump = pump;
        this.hooks = hooks;
    }

    @Override
    public StreamJobs.Job<R> newJob(StreamJobs<R> stream) {
        return new StreamJobs.Job<>(hooks, stream);
    }

    @Override
    public boolean submit(J job, StreamJobs.Job<R> future, long waitNanos) {
        return submission.submit(job, future, waitNanos);
    }

    @Override
    public long handled() {
        return pump.handled();
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
