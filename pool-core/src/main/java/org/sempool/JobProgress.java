package org.sempool;

import java.util.Optional;

/**
 * How far a job is, as its handler says with {@link JobContext#progress}.
 *
 * @param jobId the job's number
 * @param name the job's name, if the submitter gave it one
 * @param attempt the attempt at the job, from 1
 * @param worker the number of the worker that runs it, from 1
 * @param fraction how much is done, from 0 to 1; NaN if the handler cannot tell
 * @param message what the handler is doing, perhaps cut; may be empty
 */
public record JobProgress(
        long jobId,
        Optional<String> name,
        int attempt,
        int worker,
        double fraction,
        String message) {}
