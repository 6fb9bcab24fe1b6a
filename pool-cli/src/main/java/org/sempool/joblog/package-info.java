/**
 * A log of what became of each job, as GNU parallel's {@code --joblog} has it, from which a batch
 * can be resumed.
 *
 * <pre>
 *   JobIdentity     a job's input and its handler, in 41 characters
 *   JobRow          one job that has ended: a line of the log
 *   JobLog          the file: rows are added when their results have been written
 *   FinishedJobs    what an earlier run has done, by identity
 * </pre>
 */
@NullMarked
package org.sempool.joblog;

import org.jspecify.annotations.NullMarked;
