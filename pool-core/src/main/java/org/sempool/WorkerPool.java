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
 * <p><b>Threads.</b> One thread of the pool decodes results and ends jobs, one after the other. A
 * thread that waits for the newest job in {@code join} or {@code get} does both for that job if it
 * sees the result first. Callbacks, which are what is attached to a future with {@code thenApply}
 * and the like, run
 *
 * <ul>
 *   <li>in that thread while they are quick;
 *   <li>once they take a millisecond or more, which the pool notices within some tenths of a
 *       second, in other threads of the pool, until they are quick again. These are 16, or as many
 *       as there are workers. If all of them block and none gets on for a tenth of a second,
 *       because they wait for each other, say, there is one more, and so on; idle ones end after
 *       seconds;
 *   <li>in {@linkplain WorkerPoolBuilder#callbackExecutor an executor}, if one was named;
 *   <li>in the thread that ends the future itself, with {@code cancel} or {@code complete}, or that
 *       attaches something to a future that has ended.
 * </ul>
 *
 * <p>So a callback may block, even on this pool: on another job, on {@link #submit} while the queue
 * is full, and on {@link #close}. Callbacks of several jobs may run at the same time, and in any
 * order. While as many wait for a thread as the queue has slots, {@code submit} blocks, except in a
 * callback.
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
     * Submits a job. While the queue is full it blocks: until a worker has freed a slot, see {@link
     * WorkerPoolBuilder#queue}.
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
     * Does many jobs and waits for all. Blocks. While the first jobs are slow, those behind them
     * are done.
     *
     * @param jobs the jobs
     * @return their results, in the order of the jobs
     * @throws PoolException as soon as one job, in their order, has failed; the others are given
     *     up, and those that run are told to stop as by {@code cancel(true)}
     * @throws PoolClosedException if the pool takes no more jobs
     * @throws SubmitInterruptedException if the thread is interrupted while it waits; the jobs are
     *     given up, and the interrupt flag stays set
     */
    List<R> map(Collection<? extends J> jobs);

    /**
     * Does a stream of jobs of any length. It takes jobs only as results are asked for, and keeps
     * under way what keeps the workers busy: two jobs per worker, and more the less time jobs take,
     * up to the slots of the queue. While a job is slow, results behind it are kept, too; jobs
     * under way and results that were not read are never more than the queue has slots.
     *
     * <p>Results that nobody will read are dropped: jobs that wait never run, and those that run
     * are told to stop as by {@code cancel(true)}. That is so as soon as the stream is closed, a
     * job fails, or what reads the results throws. Behind a {@code limit} or {@code findFirst} that
     * has enough, nobody closes the stream but you:
     *
     * <pre>{@code
     * try (Stream<String> results = pool.stream(jobs)) {
     *     return results.filter(this::isFine).findFirst();
     * }
     * }</pre>
     *
     * <p>Without that its jobs are dropped when the pool is closed, or when the garbage collector
     * finds that nobody has the stream any more.
     *
     * <p>Asking for a result blocks until it is there. It throws a {@link PoolException} if that
     * job has failed; a {@link PoolClosedException} if the pool takes no more jobs; and a {@link
     * SubmitInterruptedException} if the thread is interrupted while it waits, with the interrupt
     * flag still set. Each gives up all jobs behind it. The stream is for one thread at a time.
     *
     * @param jobs the jobs, taken by the thread that asks for results; closed with the result
     * @return their results, in the order of the jobs, sequential
     */
    Stream<R> stream(Stream<? extends J> jobs);

    /**
     * Like {@link #stream}, with the results in the order in which they come.
     *
     * @param jobs the jobs, taken by the thread that asks for results; closed with the result
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
     * Stops the workers where they are, and all that they have started, until {@link #resume}: as
     * by SIGSTOP, so no handler can object. No worker is started meanwhile. The time until then
     * does not count for any limit that the pool was built with: a job's {@link
     * WorkerPoolBuilder#jobTimeout timeout} and {@link WorkerPoolBuilder#grace grace} go on where
     * they were. {@code submit} takes jobs as long as the queue has room for them. Returns when all
     * are told to stop, which takes some milliseconds; does nothing if the pool is suspended
     * already, or has stopped.
     *
     * <p>This is for programs that handle SIGTSTP (Ctrl-Z in a terminal), for workers do not get
     * the signals of a terminal. Without it, when a program is stopped its workers end the jobs
     * that they are at, and begin none until the program is continued.
     *
     * @throws UnsupportedOperationException if this JVM may not make native calls
     */
    void suspend();

    /**
     * Continues the workers after {@link #suspend}; does nothing if the pool is not suspended. Does
     * not block for long.
     */
    void resume();

    /**
     * Takes no more jobs, waits until all accepted ones have ended, and stops the workers. Jobs of
     * a {@link #stream} that is not read to its end are dropped, not waited for: the pool cannot
     * tell whether anybody will read on, unless a thread is at it that reads all, as in {@code
     * forEach} or {@code toList}, which is waited for. Who does read on gets a {@link
     * PoolClosedException}.
     *
     * <p>Jobs that were told to stop have the rest of their {@link WorkerPoolBuilder#grace grace}.
     * If the thread is interrupted meanwhile, stops at once as {@link #shutdownNow} does, and
     * leaves the interrupt flag set. Resumes a {@linkplain #suspend suspended} pool; if that is
     * suspended again, waits for it to be resumed. Idempotent.
     */
    @Override
    void close();

    /**
     * Takes no more jobs and kills the workers. Jobs that have not ended fail with a {@link
     * PoolClosedException}, at once or soon after this returns. Also of a suspended pool.
     * Idempotent; returns when the workers are gone.
     */
    void shutdownNow();
}
