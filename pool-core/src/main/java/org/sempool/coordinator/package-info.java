/**
 * The coordinator's side of a pool: accepts jobs, completes futures, and keeps the workers alive.
 *
 * <pre>
 *   submit -> Coordinator -> PendingJobs.add -> jobs queue => a worker
 *   a worker => results queue -> ResultPump -> PendingJobs.remove -> the job's future
 *   a worker dies -> Supervisor -> recover -> the job again, or its future fails
 * </pre>
 *
 * <p>{@link org.sempool.coordinator.Coordinator} runs on the callers' threads. The pool has three
 * threads of its own: one pumps results, one supervises, one logs what workers print; besides one
 * reader for each worker's output.
 */
package org.sempool.coordinator;
