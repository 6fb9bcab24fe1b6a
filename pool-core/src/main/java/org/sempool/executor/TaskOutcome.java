package org.sempool.executor;

import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobFailedException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;
import org.sempool.wire.RemoteFailure;

/**
 * How a task ended.
 *
 * @param jobId the id of the job that ran it
 * @param object the result or the exception in serialized form; null if it cannot be serialized
 * @param failure the exception's description, for a reader that cannot or may not read the
 *     exception itself; null if there was none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TaskOutcome(long jobId, byte @Nullable [] object, @Nullable RemoteFailure failure) {
    private static final int NONE = -1;

    /** Writes the description, if there is one, then the object. */
    static final Codec<TaskOutcome> CODEC =
            new Codec<>() {
                @Override
                public void encode(TaskOutcome outcome, PayloadWriter payload) {
                    RemoteFailure failure = outcome.failure;
                    payload.putLong(outcome.jobId);
                    payload.putByte((byte) (failure == null ? 0 : 1));
                    if (failure != null) {
                        failure.encode(payload);
                    }
                    byte[] object = outcome.object;
                    payload.putInt(object == null ? NONE : object.length);
                    if (object != null) {
                        payload.putBytes(object);
                    }
                }

                @Override
                public TaskOutcome decode(PayloadReader payload) {
                    long jobId = payload.getLong();
                    RemoteFailure failure =
                            payload.getByte() == 0 ? null : RemoteFailure.decode(payload);
                    int bytes = payload.getInt();
                    return new TaskOutcome(
                            jobId, bytes == NONE ? null : payload.getBytes(bytes), failure);
                }
            };

    /** What the task threw, as the pool would report it; null if it did not throw. */
    @Nullable JobFailedException asException() {
        if (failure == null) {
            return null;
        }
        JobFailedException exception = new JobFailedException(failure);
        exception.initJob(jobId, null);
        return exception;
    }
}
