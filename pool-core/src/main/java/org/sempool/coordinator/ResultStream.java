package org.sempool.coordinator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.sempool.PoolException;
import org.sempool.SubmitInterruptedException;
import org.sempool.WorkerPool;

/**
 * A window of jobs in flight that moves over a stream of jobs: before a result is handed out, the
 * window is filled up again.
 */
abstract class ResultStream<J, R> extends Spliterators.AbstractSpliterator<R> {
    private final WorkerPool<J, R> pool;
    private final Iterator<? extends J> jobs;
    private final int window;

    private ResultStream(
            WorkerPool<J, R> pool, Stream<? extends J> jobs, int window, int characteristics) {
        super(Long.MAX_VALUE, characteristics);
        this.pool = pool;
        this.jobs = jobs.iterator();
        this.window = window;
    }

    static <J, R> Stream<R> ordered(WorkerPool<J, R> pool, Stream<? extends J> jobs, int window) {
        return asStream(new Ordered<>(pool, jobs, window), jobs);
    }

    static <J, R> Stream<R> unordered(WorkerPool<J, R> pool, Stream<? extends J> jobs, int window) {
        return asStream(new Unordered<>(pool, jobs, window), jobs);
    }

    private static <R> Stream<R> asStream(ResultStream<?, R> results, Stream<?> jobs) {
        return StreamSupport.stream(results, false)
                .onClose(
                        () -> {
                            try (jobs) {
                                results.giveUp();
                            }
                        });
    }

    abstract int inFlight();

    abstract void add(CompletableFuture<R> result);

    /** Waits for the next result to hand out; at least one is in flight. */
    abstract CompletableFuture<R> next() throws InterruptedException;

    /** Cancels all that is in flight. */
    abstract void giveUp();

    @Override
    public boolean tryAdvance(Consumer<? super R> action) {
        R result;
        try {
            while (inFlight() < window && jobs.hasNext()) {
                add(pool.submit(jobs.next()));
            }
            if (inFlight() == 0) {
                return false;
            }
            result = next().join();
        } catch (CompletionException e) {
            giveUp();
            throw e.getCause() instanceof PoolException failure ? failure : e;
        } catch (InterruptedException e) {
            giveUp();
            Thread.currentThread().interrupt();
            throw new SubmitInterruptedException();
        } catch (RuntimeException | Error e) {
            giveUp();
            throw e;
        }
        action.accept(result);
        return true;
    }

    private static final class Ordered<J, R> extends ResultStream<J, R> {
        private final Deque<CompletableFuture<R>> results = new ArrayDeque<>();

        Ordered(WorkerPool<J, R> pool, Stream<? extends J> jobs, int window) {
            super(pool, jobs, window, Spliterator.ORDERED | Spliterator.NONNULL);
        }

        @Override
        int inFlight() {
            return results.size();
        }

        @Override
        void add(CompletableFuture<R> result) {
            results.addLast(result);
        }

        @Override
        CompletableFuture<R> next() {
            return results.removeFirst();
        }

        @Override
        void giveUp() {
            results.forEach(result -> result.cancel(true));
            results.clear();
        }
    }

    private static final class Unordered<J, R> extends ResultStream<J, R> {
        private final Map<Long, CompletableFuture<R>> results = new HashMap<>();
        private final BlockingQueue<Long> ended = new LinkedBlockingQueue<>();
        private long added;

        Unordered(WorkerPool<J, R> pool, Stream<? extends J> jobs, int window) {
            super(pool, jobs, window, Spliterator.NONNULL);
        }

        @Override
        int inFlight() {
            return results.size();
        }

        @Override
        void add(CompletableFuture<R> result) {
            long number = added++;
            results.put(number, result);
            var _ = result.whenComplete((value, failure) -> ended.add(number));
        }

        @Override
        CompletableFuture<R> next() throws InterruptedException {
            // The pool ends every job it has accepted, so this wait ends.
            return Objects.requireNonNull(results.remove(ended.take()));
        }

        @Override
        void giveUp() {
            results.values().forEach(result -> result.cancel(true));
            results.clear();
        }
    }
}
