package org.sempool;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The end of a job.
 *
 * @param id the job's id, as in {@link JobContext#jobId}
 * @param name its name, if it has one
 * @param failure why it has no result; empty if it succeeded
 * @param attempts how many attempts at it are known to have ended; 0 if it never ran
 * @param worker the number of the worker that had it at its end; empty if none had, or if it is not
 *     known
 * @param times how long it took, if it was timed and a worker's message ended it
 */
public record JobEnded(
        long id,
        Optional<String> name,
        Optional<FailureKind> failure,
        int attempts,
        OptionalInt worker,
        Optional<JobTimes> times) {}
