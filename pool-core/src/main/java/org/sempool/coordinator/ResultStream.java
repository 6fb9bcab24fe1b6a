package org.sempool.coordinator;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolException;
import org.sempool.SubmitInterruptedException;

/**
 * A window of jobs under way that moves over a stream of jobs: it is filled up again before a
 * result is returned. While a slow job holds up the results behind it, further jobs replace those
 * that have ended, up to the number of results that may wait to be read.
 *
 * <p>Jobs whose results will not be read are dropped: when the stream is closed, when a job or the
 * consumer fails, when the pool is closed, or when the stream is garbage-collected. (A {@code
 * limit} or {@code findFirst} on it just stops reading.)
 */
final class ResultStream<J, R, T> extends Spliterators.AbstractSpliterator<T> {
    private static final Cleaner FORGOTTEN = Cleaner.create();
    private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FOREVER = Long.MAX_VALUE;

    /** What a stream needs from its pool. */
    interface Source<J, R> {
        /** Creates a future for a job of the stream. */
        StreamJobs.Job<R> newJob(StreamJobs<R> stream);

        /** Submits a job; returns false if the queue had no room in time. */
        boolean submit(J job, StreamJobs.Job<R> future, long waitNanos);

        /** Roughly how many messages of workers, nearly all results, the pool has handled. */
        long handled();

        /** Cancels the jobs of a stream that have not ended. */
        void drop(StreamJobs<R> stream);
    }

    private final Source<J, R> pool;
    private final Iterator<? extends J> jobs;
    private final StreamReading<J, R, T> reading;
    private final Order<R> order;
    private final StreamWindow window;
    private final int maxUnread;

    /** A job that was taken from the iterator and did not fit the queue. */
    private @Nullable J next;

    private int unread;
    private boolean exhausted;

    private ResultStream(
            Source<J, R> pool,
            Stream<? extends J> jobs,
            StreamReading<J, R, T> reading,
            Order<R> order,
            StreamWindow window,
            int maxUnread) {
        super(Long.MAX_VALUE, order.characteristics() | Spliterator.NONNULL);
        this.pool = pool;
        this.jobs = jobs.iterator();
        this.reading = reading;
        this.order = order;
        this.window = window;
        this.maxUnread = maxUnread;
    }

    /**
     * @param maxUnread how many jobs may be under way or wait to be read
     */
    static <J, R, T> Stream<T> ordered(
            Source<J, R> pool,
            Stream<? extends J> jobs,
            StreamReading<J, R, T> reading,
            StreamWindow window,
            int maxUnread) {
        return asStream(
                new ResultStream<>(pool, jobs, reading, new AsSubmitted<>(), window, maxUnread),
                jobs);
    }

    static <J, R, T> Stream<T> unordered(
            Source<J, R> pool,
            Stream<? extends J> jobs,
            StreamReading<J, R, T> reading,
            StreamWindow window,
            int maxUnread) {
        return asStream(
                new ResultStream<>(pool, jobs, reading, new AsEnded<>(), window, maxUnread), jobs);
    }

    private static <J, R, T> Stream<T> asStream(ResultStream<J, R, T> results, Stream<?> jobs) {
        Source<J, R> pool = results.pool;
        Order<R> order = results.order;
        var _ = FORGOTTEN.register(results, () -> giveUp(pool, order));
        return StreamSupport.stream(results, false)
                .onClose(
                        () -> {
                            try (jobs) {
                                results.giveUp();
                            }
                        });
    }

    /** The order in which results are returned. */
    private abstract static class Order<R> extends StreamJobs<R> {
        abstract int characteristics();

        abstract void submitted(Job<R> job);

        /** Whether the next result is available. */
        abstract boolean isReady();

        /** Takes the next job, which has ended. */
        abstract Job<R> take();

        /** The job to wait for; null if any job will do. */
        abstract @Nullable Job<R> first();
    }

    private static final class AsSubmitted<R> extends Order<R> {
        private final Deque<Job<R>> submitted = new ArrayDeque<>();
        private volatile @Nullable Job<R> first;

        @Override
        int characteristics() {
            return Spliterator.ORDERED;
        }

        @Override
        void submitted(Job<R> job) {
            submitted.addLast(job);
            first = submitted.peekFirst();
        }

        @Override
        boolean isReady() {
            Job<R> awaited = first;
            return awaited != null && awaited.isDone();
        }

        @Override
        Job<R> take() {
            Job<R> taken = submitted.removeFirst();
            first = submitted.peekFirst();
            return taken;
        }

        @Override
        @Nullable Job<R> first() {
            return first;
        }

        @Override
        boolean noteEnd(Job<R> job) {
            return job == first;
        }
    }

    private static final class AsEnded<R> extends Order<R> {
        private final Queue<Job<R>> ended = new ConcurrentLinkedQueue<>();

        @Override
        int characteristics() {
            return 0;
        }

        @Override
        void submitted(Job<R> job) {}

        @Override
        boolean isReady() {
            return !ended.isEmpty();
        }

        @Override
        Job<R> take() {
            return Objects.requireNonNull(ended.poll(), "one has ended");
        }

        @Override
        @Nullable Job<R> first() {
            return null;
        }

        @Override
        boolean noteEnd(Job<R> job) {
            ended.add(job);
            return true;
        }
    }

    @Override
    public void forEachRemaining(Consumer<? super T> action) {
        order.readToTheEnd(true);
        try {
            super.forEachRemaining(action);
        } finally {
            order.readToTheEnd(false);
        }
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        boolean done = false;
        try {
            if (!awaitNext()) {
                done = true;
                return false;
            }
            unread--;
            action.accept(reading.read(order.take()));
            done = true;
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SubmitInterruptedException(
                    "interrupted while waiting for a result; the stream's jobs are cancelled");
        } finally {
            if (!done) {
                giveUp();
            }
            Reference.reachabilityFence(this);
        }
    }

    /** Waits for the next result; returns false at the end. */
    private boolean awaitNext() throws InterruptedException {
        while (true) {
            fillUp();
            // A job whose result was read may still count as under way for a moment, and be all
            // that
            // the window has room for.
            if (unread == 0 && (exhausted || !hasNext())) {
                return false;
            }
            if (order.isReady()) {
                return true;
            }
            awaitChange();
        }
    }

    private void fillUp() {
        while (mayTakeMore() && order.underWay() < window.size() && hasNext()) {
            // A full queue must not hold up results that are ready.
            if (!submitNext(order.isReady() ? 0 : FOREVER)) {
                return;
            }
        }
    }

    /** Limits unread jobs to the window, unless a slow job holds up the results. */
    private boolean mayTakeMore() {
        return !exhausted && unread < (order.isReady() ? window.size() : maxUnread);
    }

    private boolean hasNext() {
        if (next == null) {
            if (jobs.hasNext()) {
                next = Objects.requireNonNull(jobs.next(), "job");
            } else {
                exhausted = true;
            }
        }
        return next != null;
    }

    private boolean submitNext(long waitNanos) {
        StreamJobs.Job<R> future = pool.newJob(order);
        boolean submitted = false;
        PoolException refusal = null;
        J job = Objects.requireNonNull(next);
        reading.submitting(job, future);
        order.submitting();
        try {
            submitted = pool.submit(job, future, waitNanos);
        } catch (RuntimeException | StackOverflowError e) {
            // A job may be nested too deeply to be encoded.
            refusal = reading.refused(e);
            if (refusal == null) {
                throw e;
            }
            submitted = true;
        } finally {
            if (!submitted) {
                order.notSubmitted();
            }
        }
        if (submitted) {
            next = null;
            unread++;
            order.submitted(future);
        }
        if (refusal != null) {
            future.endExceptionally(refusal);
        }
        return submitted;
    }

    /**
     * Waits until the next result is available, or until enough jobs have ended to submit others.
     */
    private void awaitChange() throws InterruptedException {
        long begun = System.nanoTime();
        long handled = pool.handled();
        StreamJobs.Job<R> first = order.first();
        if (first != null) {
            first.takeInPlace();
        }
        boolean more = !exhausted && unread < maxUnread;
        int few = more ? window.size() / 2 : -1;
        try {
            while (!order.isReady() && order.underWay() > few) {
                order.registerReader(few);
                if (order.isReady() || order.underWay() <= few) {
                    break;
                }
                LockSupport.parkNanos(this, MAX_PARK_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        } finally {
            order.unregisterReader();
        }
        window.waited(System.nanoTime() - begun, pool.handled() - handled);
    }

    private void giveUp() {
        exhausted = true;
        next = null;
        unread = 0;
        giveUp(pool, order);
    }

    private static <J, R> void giveUp(Source<J, R> pool, Order<R> order) {
        if (order.underWay() > 0) {
            pool.drop(order);
        }
    }
}
