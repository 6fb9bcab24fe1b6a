/**
 * The public API: a pool of worker JVMs.
 *
 * <p>Write a {@link org.sempool.JobHandler} (it turns one job into one result), pass its class to
 * {@link org.sempool.WorkerPool#builder}, and submit jobs. Each job runs in one of several worker
 * processes, so a job that crashes its JVM, leaks or corrupts memory costs its caller an exception
 * and nothing else.
 */
package org.sempool;
