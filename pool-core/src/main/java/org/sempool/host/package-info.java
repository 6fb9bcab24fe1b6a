/**
 * The worker side of a pool on many machines: takes jobs from a broker, and has them run by an
 * ordinary pool of this machine, whose supervision, limits and causes of deaths are those of any
 * pool.
 *
 * <pre>
 *   broker => Slot -> Runs -> WorkerPool -> a worker JVM
 *   broker <= Slot <- the job's future  <-
 * </pre>
 */
package org.sempool.host;
