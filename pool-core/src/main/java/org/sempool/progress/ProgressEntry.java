package org.sempool.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param jobId the job
 * @param attempt the attempt at it
 * @param name the job's name, perhaps cut; null if it has none
 * @param fraction from 0 to 1, or NaN if the handler cannot tell
 * @param message what it is doing, perhaps cut
 */
public record ProgressEntry(
        long jobId, int attempt, @Nullable String name, double fraction, String message) {}
