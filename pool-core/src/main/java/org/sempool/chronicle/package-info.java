/**
 * The transport {@code chronicle}: jobs and results are in logs of Chronicle Queue, for comparison,
 * and to keep jobs on disk.
 *
 * <pre>
 *  the pool's directory
 *  |-- jobs/               a log, written by the coordinator, read by every worker
 *  |-- results-1-0/        a log of worker 1's first life, read by the coordinator
 *  |-- results-2-0/ ...
 *  '-- claims              a mapped file: which worker has which job
 * </pre>
 *
 * <p>Chronicle Queue is a log: it keeps what is appended, and each reader reads all of it. In a
 * pool, one of many workers takes each job. How this is built on logs decides how fast it is, and
 * whether it survives a death. The alternatives:
 *
 * <ul>
 *   <li><i>One named tailer for all workers</i> keeps one position on disk for all, but moving it
 *       is not atomic between processes, and a position names no owner: a worker that dies after
 *       moving it loses a job. Rejected.
 *   <li><i>A log of jobs for each worker</i>, filled by the coordinator, needs no claims, but the
 *       coordinator must choose a worker before it knows which will be idle: short jobs wait behind
 *       a long one while other workers sleep. Rejected.
 *   <li><i>All workers read one log, and claim what they read.</i> Skipping another worker's job
 *       costs a fraction of doing one, an idle worker takes the next, and a claim names its owner.
 *       The claims could also be messages in a log, at the price of one more message for each job;
 *       a word in a mapped file, changed by compare-and-set, does the same. Chosen.
 *   <li><i>One log for all results</i> would be appended to under Chronicle's lock, and a worker
 *       killed while it holds that lock would stop all others for a while. With one log for each
 *       worker there is one writer, so no process waits for its lock, and a half-written result at
 *       its end does no harm. A worker that replaces a dead one begins another log, so each life
 *       has its own.
 * </ul>
 *
 * <p>The messages are raw bytes behind a header with checksums ({@link
 * org.sempool.chronicle.RecordHeader}). A reader copies a message out of the log, checks the copy
 * and decodes that. Chronicle has nothing to wait on, so waiting processes poll at growing
 * intervals, with its own {@code Pauser}. Its pretoucher is not used: it saves page faults, but
 * needs a thread in each process.
 *
 * <p>A log begins a new file every minute. Files that are no longer needed are removed; otherwise a
 * pool that runs for days would fill the disk.
 */
package org.sempool.chronicle;
