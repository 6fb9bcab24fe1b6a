package org.sempool;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A pool of worker processes that each do one job at a time.
 *
 * <pre>{@code
 * try (WorkerPool<String, String> pool = WorkerPool.builder(Reverse.class).workers(4).build()) {
 *     String result = pool.submit("stressed").join();
 * }
 * }</pre>
 *
 * <p>Every accepted job ends exactly once: with its result, or with a {@link PoolException} that
 * says what happened. A job whose worker dies is given to another, a bounded number of times.
 *
 * <p>A future is completed by a thread of the pool, or by one that waits for it in {@code join} or
 * {@code get} and sees its result first. That thread also runs what was attached to the future with
 * methods such as {@code thenApply}. That should be brief: results behind it wait. If it blocks,
 * even on the pool itself, the pool puts another thread in the place of that one after a moment.
 * Use {@code thenApplyAsync} and its like for work.
 *
 * <p>All methods may be called by any thread.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public interface WorkerPool<J, R> extends AutoCloseable {
    /**
     * Starts to configure a pool.
     *
     * @param handler the class that does the jobs, see {@link JobHandler}
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     * @return a builder with everything else at its default
     */
    static <J, R> WorkerPoolBuilder<J, R> builder(Class<? extends JobHandler<J, R>> handler) {
        return new WorkerPoolBuilder<>(handler);
    }

    /**
     * Submits a job. While the queue is full it blocks.
     *
     * @param job the job
     * @return its result to come. Cancelling it before a worker has taken the job makes that the
     *     job never runs; after that, {@code cancel(true)} tells the handler to stop, and kills its
     *     worker if it does not in time (see {@link WorkerPoolBuilder#grace}), while {@code
     *     cancel(false)} lets it run on, for nobody
     * @throws PoolClosedException if the pool takes no more jobs
     * @throws PayloadTooLargeException if the job's payload has no room
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    CompletableFuture<R> submit(J job);

    /**
     * Submits a job if there is room for it now. Does not block.
     *
     * @param job the job
     * @return its result to come, or empty if the queue is full
     * @throws PoolClosedException if the pool takes no more jobs
     * @throws PayloadTooLargeException if the job's payload has no room
     */
    Optional<CompletableFuture<R>> trySubmit(J job);

    /**
     * Submits a job if there is room for it in time.
     *
     * @param job the job
     * @param timeout how long to wait for room
     * @return its result to come, or empty if the queue stayed full
     * @throws PoolClosedException if the pool takes no more jobs
     * @throws PayloadTooLargeException if the job's payload has no room
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    Optional<CompletableFuture<R>> trySubmit(J job, Duration timeout);

    /**
     * Does many jobs and waits for all.
     *
     * @param jobs the jobs
     * @return their results, in the order of the jobs
     * @throws PoolException as soon as one job, in their order, has failed
     */
    List<R> map(Collection<? extends J> jobs);

    /**
     * Does a stream of jobs of any length. Takes jobs from it only as results are asked for, and
     * never has more jobs in flight than the queue has slots.
     *
     * @param jobs the jobs, taken by the thread that asks for results
     * @return their results, in the order of the jobs, sequential; asking it for a result throws a
     *     {@link PoolException} if that job has failed, and gives up the jobs behind it
     */
    Stream<R> stream(Stream<? extends J> jobs);

    /**
     * Like {@link #stream}, with the results in the order in which they come.
     *
     * @param jobs the jobs, taken by the thread that asks for results
     * @return their results, in any order, sequential
     */
    Stream<R> streamUnordered(Stream<? extends J> jobs);

    /**
     * Cancels all jobs that no worker has taken yet: their futures are cancelled, and they never
     * run. Those that run go on. Does not block; does not keep others from submitting more.
     *
     * @return how many jobs were cancelled
     */
    int cancelWaiting();

    /**
     * Takes no more jobs, waits until all accepted ones have ended, and stops the workers. Jobs
     * that were told to stop have the rest of their {@link WorkerPoolBuilder#grace grace}. If the
     * thread is interrupted meanwhile, stops at once as {@link #shutdownNow} does, and leaves the
     * interrupt flag set. Idempotent.
     */
    @Override
    void close();

    /**
     * Takes no more jobs and kills the workers. Jobs that have not ended fail with a {@link
     * PoolClosedException}, at once or soon after this returns. Idempotent; returns when the
     * workers are gone.
     */
    void shutdownNow();
}
