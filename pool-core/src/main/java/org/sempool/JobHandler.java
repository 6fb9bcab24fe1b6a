package org.sempool;

import org.sempool.codec.DerivedCodecs;

/**
 * The user's code: it turns one job into one result. It runs in the worker processes.
 *
 * <p>The class must be public and have a public constructor without parameters, or with the one
 * that {@link WorkerPoolBuilder#handlerArgument} gives. The pool makes one instance in each worker,
 * and one in the coordinator to get the codecs. So expensive set-up belongs in {@link #start()},
 * which only workers call. One thread of a worker calls {@code start}, then {@code handle} for one
 * job after the other, then {@code stop}; no locks are needed.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, String> {
 *     public String handle(String job, JobContext context) {
 *         return new StringBuilder(job).reverse().toString();
 *     }
 *
 *     public static void main(String[] args) {
 *         try (WorkerPool<String, String> pool = WorkerPool.builder(Example.class).build()) {
 *             System.out.println(pool.submit("drawer").join()); // prints reward
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p><b>State of a worker.</b> The instance is the state: what a worker opens once and uses for
 * each job is a field, opened in {@code start} and closed in {@code stop}.
 *
 * <pre>{@code
 * public final class Customers implements JobHandler<Long, String> {
 *     private Connection database;
 *
 *     public void start() throws SQLException {
 *         database = DriverManager.getConnection(System.getenv("DATABASE"));
 *     }
 *
 *     public String handle(Long id, JobContext context) throws SQLException {
 *         return Customer.find(database, id).name();
 *     }
 *
 *     public void stop() throws SQLException {
 *         database.close();
 *     }
 * }
 * }</pre>
 *
 * <p>A worker has one job at a time, so that its death costs one job. For the same reason a result
 * is a value and no {@link java.util.concurrent.CompletionStage} or {@link
 * java.util.concurrent.Future}: while one is pending, the worker would have nothing else to do. A
 * handler that calls asynchronous code waits for it, as in {@code client.sendAsync(...).get()},
 * which an interrupt ends when the result is no longer wanted.
 *
 * <p>If a worker dies while it handles a job, the job is handed to another worker: a handler's side
 * effects happen at least once.
 *
 * @param <J> the type of the jobs
 * @param <R> the type of the results
 */
public interface JobHandler<J, R> {
    /**
     * Returns the codec for jobs. By default it follows from the type of the jobs that the class
     * declares: {@link Codec} has codecs for strings, numbers, arrays, memory segments and records,
     * and {@link Codec#records} lists what else a value may consist of.
     *
     * @return the codec
     * @throws IllegalArgumentException if there is no codec for this type, or if the class does not
     *     declare the type
     */
    default Codec<J> jobCodec() {
        return DerivedCodecs.ofJobs(getClass());
    }

    /**
     * Returns the codec for results, see {@link #jobCodec}.
     *
     * @return the codec
     * @throws IllegalArgumentException if there is no codec for this type, or if the class does not
     *     declare the type
     */
    default Codec<R> resultCodec() {
        return DerivedCodecs.ofResults(getClass());
    }

    /**
     * Runs one job. May take as long as it needs, and may block.
     *
     * @param job the job
     * @param context describes the job
     * @return the result, not null; a {@code Boolean}, say, where there is nothing to return
     * @throws Exception of any kind; it fails this job and no other, and the submitter gets a
     *     {@link JobFailedException} with its type, message and stack trace
     */
    R handle(J job, JobContext context) throws Exception;

    /**
     * Called once in each worker before its first job, to open connections or load models.
     *
     * @throws Exception if the worker cannot do its work; the worker then ends, and if no worker
     *     can start, the pool fails with a {@link PoolStartException} that has the text of this
     *     exception
     */
    default void start() throws Exception {}

    /**
     * Called once in each worker before its first job, like {@link #start()}, which it calls by
     * default. A handler overrides the one that it needs.
     *
     * @param context describes the worker
     * @throws Exception if the worker cannot do its work, see {@link #start()}
     */
    default void start(WorkerContext context) throws Exception {
        start();
    }

    /**
     * Called once in each worker after its last job, unless the worker is killed.
     *
     * @throws Exception of any kind; it is logged and otherwise ignored
     */
    default void stop() throws Exception {}
}
