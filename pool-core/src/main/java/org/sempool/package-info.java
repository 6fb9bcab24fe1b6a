/**
 * The public API: a pool of worker JVMs.
 *
 * <p>Write a {@link org.sempool.JobHandler} (it turns one job into one result), pass its class to
 * {@link org.sempool.WorkerPool#builder}, and submit jobs. Each job runs in one of several worker
 * processes, so a job that crashes its JVM, leaks or corrupts memory costs its caller an exception
 * and nothing else.
 *
 * <p>Where to begin:
 *
 * <ol>
 *   <li>{@link org.sempool.WorkerPool} has a first program. {@link org.sempool.WorkerPoolBuilder}
 *       has all settings, and {@link org.sempool.JobOptions} those that one job may have of its
 *       own.
 *   <li>{@link org.sempool.JobHandler} is what you write; {@link org.sempool.JobContext} tells it
 *       about its job.
 *   <li>{@link org.sempool.Codec#records} lists the types that jobs and results may have.
 *   <li>{@link org.sempool.PoolException} is what a future fails with: {@link
 *       org.sempool.JobFailedException} if the handler threw, {@link
 *       org.sempool.WorkerDiedException} if its workers died, {@link
 *       org.sempool.JobTimedOutException} if it took too long.
 *   <li>{@link org.sempool.WorkerPool#stats} says what a pool has done and does.
 *   <li>{@link org.sempool.ProcessExecutors} is for code that has an {@link
 *       java.util.concurrent.ExecutorService} and lambdas.
 * </ol>
 *
 * <p>Start the program with {@code --enable-native-access=ALL-UNNAMED}, or, if it is a module, with
 * {@code --enable-native-access=org.sempool}.
 */
package org.sempool;
