package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.wire.FailureLine;

/**
 * What a handler says of its jobs and results.
 *
 * @param job writes the jobs
 * @param result reads the results
 */
record Codecs<J, R>(Codec<J> job, Codec<R> result) {
    /** Asks the handler, whose answers are code of the user's. */
    static <J, R> Codecs<J, R> of(JobHandler<J, R> handler) {
        Codec<J> job;
        Codec<R> result;
        try {
            job = given("jobCodec()", handler.jobCodec());
            result = given("resultCodec()", handler.resultCodec());
        } catch (OutOfMemoryError | InternalError e) {
            throw e;
        } catch (Throwable e) {
            // Of what cannot travel, the message says all; anything may come of the user's code.
            String why =
                    e instanceof IllegalArgumentException && e.getMessage() != null
                            ? e.getMessage()
                            : FailureLine.of(e);
            throw unusable(handler, why, e);
        }
        if (result.equals(Codec.segmentViews())) {
            throw new IllegalArgumentException(
                    "resultCodec=segmentViews(): nobody would keep the memory for the submitter;"
                            + " use segments()");
        }
        return new Codecs<>(job, result);
    }

    private static <T> T given(String what, @Nullable T codec) {
        if (codec == null) {
            throw new IllegalArgumentException(what + " returns null");
        }
        return codec;
    }

    private static IllegalArgumentException unusable(
            JobHandler<?, ?> handler, String why, Throwable cause) {
        return new IllegalArgumentException(
                "handler=" + handler.getClass().getName() + " has no usable codecs: " + why, cause);
    }
}
