package org.sempool;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A pool of worker processes that each run one job at a time.
 *
 * <pre>{@code
 * public final class Example {
 *     public static final class Reverse implements JobHandler<String, String> {
 *         public String handle(String job, JobContext context) {
 *             return new StringBuilder(job).reverse().toString();
 *         }
 *     }
 *
 *     public static void main(String[] args) {
 *         try (WorkerPool<String, String> pool = WorkerPool.builder(Reverse.class).build()) {
 *             System.out.println(pool.submit("stressed").join()); // prints desserts
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Every accepted job ends exactly once: with its result, or with a {@link PoolException} that
 * says what happened. If a worker dies, its job is given to another worker, a bounded number of
 * times.
 *
 * <p><b>Threads.</b> One thread of the pool decodes results and ends jobs, one after the other. A
 * thread that waits for the newest job in {@code join} or {@code get} does both for that job if it
 * sees the result first. Callbacks are the functions that are attached to a future with {@code
 * thenApply} and the like. They run
 *
 * <ul>
 *   <li>in that thread of the pool while they are fast;
 *   <li>in other threads of the pool once they take a millisecond or more, until they are fast
 *       again; the pool notices within a few tenths of a second. There are 16 such threads, or as
 *       many as workers if that is more. If all of them block and none makes progress for a tenth
 *       of a second, for instance because they wait for each other, the pool adds one more, and so
 *       on; idle threads end after seconds;
 *   <li>in {@linkplain WorkerPoolBuilder#callbackExecutor an executor}, if one was set;
 *   <li>in the thread that ends the future itself with {@code cancel} or {@code complete}, or that
 *       attaches a callback to a future that has ended.
 * </ul>
 *
 * <p>So a callback may block, even on this pool: on another job, on {@link #submit(Object) submit}
 * while the queue is full, and on {@link #close}. Callbacks of several jobs may run at the same
 * time and in any order. While as many callbacks wait for a thread as the queue has slots, {@code
 * submit} blocks, except in a callback.
 *
 * <p>Any thread may call any method. The threads of the pool are daemons: if {@code main} ends
 * without {@link #close}, and no other thread keeps the JVM running, the JVM ends, and jobs that
 * have not ended are lost.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public interface WorkerPool<J, R> extends AutoCloseable {
    /**
     * Starts to configure a pool.
     *
     * @param handler the class that runs the jobs, see {@link JobHandler}
     * @param <J> the type of the jobs
     * @param <R> the type of the results
     * @return a builder with every setting at its default
     */
    static <J, R> WorkerPoolBuilder<J, R> builder(Class<? extends JobHandler<J, R>> handler) {
        return new WorkerPoolBuilder<>(handler);
    }

    /**
     * Submits a job. Blocks until there is room: a slot of the queue (see {@link
     * WorkerPoolBuilder#queue}), and memory if the job does not fit the slot (see {@link
     * WorkerPoolBuilder#payloadMemory}).
     *
     * @param job the job
     * @return the future of its result. Cancelling it before a worker has taken the job ensures
     *     that the job never runs. After that, {@code cancel(true)} tells the handler to stop, and
     *     kills its worker if the handler does not stop in time (see {@link
     *     WorkerPoolBuilder#grace}); {@code cancel(false)} lets it run on and discards the result
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for the job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    CompletableFuture<R> submit(J job);

    /**
     * Submits a job that has options of its own. Blocks as {@link #submit(Object)} does.
     *
     * @param job the job
     * @param options what is different for this job
     * @return the future of its result, as of {@link #submit(Object)}
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for the job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    CompletableFuture<R> submit(J job, JobOptions options);

    /**
     * Submits many jobs. Blocks until the last of them has room, so if there are more than the
     * queue has slots, some have ended by then.
     *
     * <p>If this throws, the jobs that it has submitted are dropped: those that wait never run, and
     * those that run are told to stop as with {@code cancel(true)}.
     *
     * @param jobs the jobs
     * @return the futures of their results, in the order of the jobs; a list of the caller's own
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for a job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    List<CompletableFuture<R>> submitAll(Collection<? extends J> jobs);

    /**
     * Submits many jobs that have the same options. Otherwise like {@link #submitAll(Collection)}.
     *
     * @param jobs the jobs
     * @param options what is different for these jobs
     * @return the futures of their results, in the order of the jobs; a list of the caller's own
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for a job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    List<CompletableFuture<R>> submitAll(Collection<? extends J> jobs, JobOptions options);

    /**
     * Submits a job if there is room for it now. Does not block.
     *
     * @param job the job
     * @return the future of its result, or empty if there is no room
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for the job's payload
     */
    Optional<CompletableFuture<R>> trySubmit(J job);

    /**
     * Submits a job, or waits for room for it until a timeout.
     *
     * @param job the job
     * @param timeout how long to wait for room
     * @return the future of its result, or empty if there was no room in time
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for the job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    Optional<CompletableFuture<R>> trySubmit(J job, Duration timeout);

    /**
     * Submits a job that has options of its own, or waits for room for it until a timeout.
     *
     * @param job the job
     * @param options what is different for this job
     * @param timeout how long to wait for room; zero to try once
     * @return the future of its result, or empty if there was no room in time
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws PayloadTooLargeException if there is no room for the job's payload
     * @throws SubmitInterruptedException if the thread is interrupted while it waits
     */
    Optional<CompletableFuture<R>> trySubmit(J job, JobOptions options, Duration timeout);

    /**
     * Runs many jobs and waits for all of them. Blocks. A slow job does not hold up those behind
     * it.
     *
     * @param jobs the jobs
     * @return their results, in the order of the jobs
     * @throws PoolException as soon as a job has failed, in the order of the jobs; the others are
     *     dropped, and those that run are told to stop as with {@code cancel(true)}
     * @throws PoolClosedException if the pool accepts no more jobs
     * @throws SubmitInterruptedException if the thread is interrupted while it waits; the jobs are
     *     dropped, and the interrupt flag stays set
     */
    List<R> map(Collection<? extends J> jobs);

    /**
     * Runs a stream of jobs of any length. It takes jobs only as results are asked for, and keeps
     * enough of them under way to keep the workers busy: two per worker, and more the shorter the
     * jobs are, up to the slots of the queue. While a job is slow, results behind it are kept. The
     * jobs under way and the unread results together are never more than the queue has slots.
     *
     * <p>As soon as the stream is closed, a job fails, or the code that reads the results throws,
     * the remaining jobs are dropped: those that wait never run, and those that run are told to
     * stop as with {@code cancel(true)}. After a {@code limit} or {@code findFirst} that has
     * enough, you must close the stream yourself:
     *
     * <pre>{@code
     * try (Stream<String> results = pool.stream(jobs)) {
     *     return results.filter(this::isFine).findFirst();
     * }
     * }</pre>
     *
     * <p>Otherwise its jobs are dropped when the pool is closed, or when the garbage collector
     * finds that the stream is unreachable.
     *
     * <p>Asking for a result blocks until it is available. It throws a {@link PoolException} if
     * that job has failed, a {@link PoolClosedException} if the pool accepts no more jobs, and a
     * {@link SubmitInterruptedException} if the thread is interrupted while it waits; the interrupt
     * flag stays set. Each of these drops all jobs behind it. Only one thread at a time may use the
     * stream.
     *
     * @param jobs the jobs, taken by the thread that asks for results; closed with the result
     * @return their results, in the order of the jobs, sequential
     */
    Stream<R> stream(Stream<? extends J> jobs);

    /**
     * Like {@link #stream}, with the results in the order in which they arrive.
     *
     * @param jobs the jobs, taken by the thread that asks for results; closed with the result
     * @return their results, in any order, sequential
     */
    Stream<R> streamUnordered(Stream<? extends J> jobs);

    /**
     * Like {@link #stream}, but with failures as well as results: a bad job does not end the
     * stream, nor does one that cannot be submitted, for instance because it is too large. What
     * ends it is the end of the pool: a job that fails because the pool was closed or broke down
     * throws its {@link PoolClosedException}. So does {@link #cancelWaiting}, whose jobs throw a
     * {@link java.util.concurrent.CancellationException}.
     *
     * @param jobs the jobs, taken by the thread that asks for outcomes; closed with the result
     * @return their outcomes, in the order of the jobs, sequential
     */
    Stream<Outcome<J, R>> outcomes(Stream<? extends J> jobs);

    /**
     * Like {@link #outcomes}, with the outcomes in the order in which the jobs end.
     *
     * @param jobs the jobs, taken by the thread that asks for outcomes; closed with the result
     * @return their outcomes, in any order, sequential
     */
    Stream<Outcome<J, R>> outcomesUnordered(Stream<? extends J> jobs);

    /**
     * Cancels all jobs that no worker has: their futures are cancelled, and they never run, or not
     * again if they wait for another attempt. Running jobs continue. Does not block; more jobs may
     * be submitted meanwhile.
     *
     * @return how many jobs were cancelled
     */
    int cancelWaiting();

    /**
     * The id of a job, by which {@link #stats}, a {@link PoolListener} and {@link JobContext#jobId}
     * name it. Does not block.
     *
     * @param job what a method of this pool has returned for the job
     * @return the id; empty for any other future, such as one that was derived from a job's
     */
    default OptionalLong jobId(Future<?> job) {
        return OptionalLong.empty();
    }

    /**
     * The pool's name, for logs and metrics. Several pools may have one name.
     *
     * @return the name that it was {@linkplain WorkerSettings#name given}, or {@code pool-1} and so
     *     on
     */
    String name();

    /**
     * Returns what the pool has done and is doing: counts of jobs and workers. May be called at any
     * time, also after the pool has stopped. Does not wait for jobs or workers; it takes some tens
     * of microseconds, and about as much for each worker, whose memory it asks the system about.
     *
     * @return the numbers at about this time
     */
    PoolStats stats();

    /**
     * Suspends the workers, and all processes that they have started, until {@link #resume}. They
     * are suspended as with SIGSTOP, which a handler cannot prevent. No worker is started
     * meanwhile. The time until {@code resume} does not count for any limit that the pool was built
     * with: a job's {@link WorkerPoolBuilder#jobTimeout timeout} and {@link WorkerPoolBuilder#grace
     * grace} continue where they were. {@code submit} accepts jobs as long as the queue has room.
     * Returns when all processes have got the signal, which takes some milliseconds. Does nothing
     * if the pool is already suspended or has stopped.
     *
     * <p>This is for programs that handle SIGTSTP (Ctrl-Z in a terminal), because workers do not
     * get a terminal's signals. Without it, the workers of a suspended program finish their current
     * jobs and start no others until the program is continued.
     *
     * @throws UnsupportedOperationException if this JVM does not permit native calls
     */
    void suspend();

    /**
     * Resumes the workers after {@link #suspend}. Does nothing if the pool is not suspended. Does
     * not block for long.
     */
    void resume();

    /**
     * Accepts no more jobs, waits until all accepted ones have ended, and stops the workers. It
     * does not wait for the jobs of a {@link #stream} that is not read to its end, because it
     * cannot tell whether the stream will be read further: they are dropped, and further reads
     * throw a {@link PoolClosedException}. It does wait while a thread is reading all of a stream,
     * as in {@code forEach} or {@code toList}.
     *
     * <p>Jobs that were told to stop get the rest of their {@link WorkerPoolBuilder#grace grace}.
     * If the calling thread is interrupted meanwhile, the pool stops at once as with {@link
     * #shutdownNow}, and the interrupt flag stays set. Resumes a {@linkplain #suspend suspended}
     * pool; if the pool is suspended again, waits until it is resumed. Idempotent.
     */
    @Override
    void close();

    /**
     * Closes the pool as {@link #close()} does, within a limit: when it is over, jobs that have not
     * ended are given up as with {@link #shutdownNow}, and workers that have not ended are killed.
     * Takes at most some tenths of a second longer than the limit, in real time.
     *
     * @param limit how long to wait; zero or more, up to a year
     * @return false if jobs were given up
     * @throws IllegalArgumentException if the limit is out of range
     */
    boolean close(Duration limit);

    /**
     * Returns whether the pool accepts no more jobs: it was closed, or it broke down. Jobs may
     * still run; {@link #termination} says when they do not. Does not block.
     *
     * @return true as soon as it has begun to close
     */
    boolean isClosed();

    /**
     * Returns a future that ends when the pool has stopped, for whatever reason: all jobs have
     * ended, its workers are gone, and its files are removed. To end this future oneself has no
     * effect on the pool. Its callbacks run in the thread that stops the pool, so they should be
     * quick. Does not block.
     *
     * @return a future of the caller's own, without a value. If the pool broke down, it fails with
     *     the {@link PoolException} that says why: a {@link PoolStartException} if its workers
     *     cannot start any more, otherwise usually a {@link PoolBrokenException}
     */
    CompletableFuture<Void> termination();

    /**
     * Accepts no more jobs and kills the workers, even if the pool is suspended. Jobs that have not
     * ended fail with a {@link PoolClosedException}, at once or soon after this returns.
     * Idempotent; returns when the workers are gone.
     */
    void shutdownNow();
}
