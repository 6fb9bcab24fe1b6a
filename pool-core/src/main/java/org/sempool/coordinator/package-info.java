/**
 * The coordinator's side of a pool: accepts jobs, completes futures, and keeps the workers alive.
 *
 * <pre>
 *   submit -> Coordinator -> PendingJobs.add -> jobs queue => a worker
 *   a worker => results queue -> ResultPump -> PendingJobs.remove -> the job's future
 *   a worker dies -> Supervisor -> repair -> the job again, or its future fails
 * </pre>
 *
 * <p>{@link org.sempool.coordinator.Coordinator} runs on the callers' threads. The pool's own
 * threads pump results, supervise, log the workers' output and wait for a breakdown; for each
 * worker, one thread reads its output and one waits for its end. Slow completions, and what may
 * block, have threads that start when they are needed.
 */
package org.sempool.coordinator;
