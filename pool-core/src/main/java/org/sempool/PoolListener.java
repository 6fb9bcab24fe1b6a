package org.sempool;

import java.util.Optional;

/**
 * Learns what happens in a pool. Set with {@link WorkerPoolBuilder#listener}. Every method does
 * nothing unless it is overridden.
 *
 * <pre>{@code
 * public final class Example implements JobHandler<String, String> {
 *     public String handle(String job, JobContext context) {
 *         return job.toUpperCase(Locale.ROOT);
 *     }
 *
 *     public static void main(String[] args) {
 *         PoolListener listener =
 *                 new PoolListener() {
 *                     public void workerReady(int worker, long pid) {
 *                         System.out.println("ready: " + worker); // prints ready: 1
 *                     }
 *                 };
 *         var builder = WorkerPool.builder(Example.class).workers(1).listener(listener);
 *         try (var pool = builder.build()) {
 *             System.out.println(pool.submit("abc").join());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A thread that the pool has for this alone calls the methods, one at a time. They may block and
 * throw: jobs do not wait for them. While one blocks, events are kept, up to some thousands; the
 * pool drops and {@linkplain PoolStats#droppedEvents counts} those beyond. Events of several jobs
 * may come in another order than they happened, and after the futures have ended. When the pool
 * stops, it waits at most half a second for the events that are left.
 */
public interface PoolListener {
    /**
     * A job has ended.
     *
     * @param job the job and how it ended
     */
    default void jobEnded(JobEnded job) {}

    /**
     * A job gets another attempt: its worker has died, or its handler threw and a {@link
     * RetryPolicy} lets it wait for a while. Retries that a worker makes at once, without such a
     * policy, are not told.
     *
     * @param id the job's id
     * @param name its name, if it has one
     * @param attempt the number of the attempt to come, from 2
     */
    default void jobRetried(long id, Optional<String> name, int attempt) {}

    /**
     * A handler has said how far its job is. The pool looks ten times a second, so only the latest
     * of several reports is told.
     *
     * @param progress the report
     */
    default void jobProgressed(JobProgress progress) {}

    /**
     * A worker's process was started.
     *
     * @param worker the worker's number
     * @param pid its process id
     */
    default void workerStarted(int worker, long pid) {}

    /**
     * A worker is ready to take jobs.
     *
     * @param worker the worker's number
     * @param pid its process id
     */
    default void workerReady(int worker, long pid) {}

    /**
     * A worker has ended as planned, and another replaces it.
     *
     * @param worker the worker's number
     * @param pid its process id
     */
    default void workerRetired(int worker, long pid) {}

    /**
     * A worker has died. Its attempt is 0 if it had no job.
     *
     * @param death how it died
     */
    default void workerDied(WorkerDeath death) {}

    /**
     * The pool stops because it cannot go on.
     *
     * @param why the reason
     */
    default void poolBroken(PoolException why) {}

    /** The pool has stopped, for whatever reason. The last event. */
    default void poolClosed() {}
}
