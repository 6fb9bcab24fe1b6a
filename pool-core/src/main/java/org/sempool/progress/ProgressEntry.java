package org.sempool.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far a job is.
 *
 * @param jobId the job
 * @param attempt the attempt at it
 * @param name the job's name, perhaps cut; null if it has none
 * @param fraction from 0 to 1, or NaN if the handler cannot tell; without a meaning if it is no
 *     {@linkplain #isReport report}
 * @param message what it is doing, perhaps cut
 */
public record ProgressEntry(
        long jobId, int attempt, @Nullable String name, double fraction, String message) {

    /** Not a fraction that a handler can report. */
    private static final double NOTHING = -1;

    /** An attempt that begins, so that the job's name can be seen. */
    public static ProgressEntry begun(long jobId, int attempt, String name) {
        return new ProgressEntry(jobId, attempt, name, NOTHING, "");
    }

    /** Whether the handler has reported anything. */
    public boolean isReport() {
        return fraction != NOTHING;
    }
}
