package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import org.sempool.JobTimedOutException;

/**
 * What a job has printed, and how it ended.
 *
 * @param output for standard output
 * @param errors for standard error
 * @param tag to be put before each line; may be empty
 * @param exitCode 0 if it succeeded
 * @param signal the signal that ended it, or 0
 * @param failure why it has failed after all; null if it succeeded
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record JobOutput(
        byte[] output,
        byte[] errors,
        byte[] tag,
        int exitCode,
        int signal,
        @Nullable Throwable failure) {
    private static final byte[] NOTHING = {};

    /** As GNU parallel logs them. */
    private static final int TIMED_OUT = -1;

    private static final int SIGTERM = 15;

    /** Of a handler that returned something. */
    static JobOutput of(byte[] result) {
        return new JobOutput(result, NOTHING, NOTHING, 0, 0, null);
    }

    /** Of a job that has no result. */
    static JobOutput none(Throwable failure) {
        return failure instanceof JobTimedOutException
                ? new JobOutput(NOTHING, NOTHING, NOTHING, TIMED_OUT, SIGTERM, failure)
                : new JobOutput(NOTHING, NOTHING, NOTHING, 1, 0, failure);
    }
}
