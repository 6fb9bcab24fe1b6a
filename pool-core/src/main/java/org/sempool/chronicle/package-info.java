/**
 * The transport {@code chronicle}: jobs and results in logs of Chronicle Queue, to compare with,
 * and for those who want the jobs on a disk.
 *
 * <pre>
 *  the pool's directory
 *  |-- jobs/               a queue, written by the coordinator, read by every worker
 *  |-- results-1-0/        a queue of worker 1's first life, read by the coordinator
 *  |-- results-2-0/ ...
 *  '-- claims              a mapped file: who has which job
 * </pre>
 *
 * <p>Chronicle Queue is a log: it keeps what is appended, and each reader reads all of it. A pool
 * wants each job taken by one of many. How that is made of logs decides how fast it is, and whether
 * it survives a death, so here is what was weighed:
 *
 * <ul>
 *   <li><i>One named tailer for all workers</i> keeps one position on the disk for all, but moving
 *       it is not atomic between processes, and a position names nobody: a worker that dies behind
 *       it takes a job with it. No.
 *   <li><i>A queue of jobs for each worker</i>, filled by the coordinator, needs no claim at all,
 *       but has to be decided before anybody knows who will be idle: short jobs wait behind a long
 *       one while other workers sleep. No.
 *   <li><i>All workers read one queue, and claim what they read.</i> Reading past a job of somebody
 *       else costs a fraction of doing one, an idle worker takes the next, and a claim names its
 *       owner. The claims could be messages in a queue as well, at the price of one more message
 *       for each job; a word in a mapped file, taken by compare-and-set, does the same. Yes.
 *   <li><i>One queue for all results</i> is appended to under Chronicle's lock, and a worker killed
 *       with that lock stops all others for a while. One queue for each worker has one writer, so
 *       its lock is never waited for, and a half-written result at its end bothers nobody. A worker
 *       that replaces a dead one begins another queue: hence the lives.
 * </ul>
 *
 * <p>The messages are raw bytes behind a header with checksums ({@link
 * org.sempool.chronicle.RecordHeader}). A reader copies a message out of the log, checks the copy
 * and decodes that. Chronicle has nothing to wait on, so those who wait look again, at growing
 * intervals, with its own {@code Pauser}. Its pretoucher is not used: it saves page faults, but
 * wants a thread in each process, and here there are two cores.
 *
 * <p>A queue begins a new file every minute. Those that nobody needs any more are removed, or a
 * pool that runs for days would fill the disk.
 */
package org.sempool.chronicle;
