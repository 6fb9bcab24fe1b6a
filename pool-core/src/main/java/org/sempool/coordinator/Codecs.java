package org.sempool.coordinator;

import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;

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
            job = given(handler, "jobCodec()", handler.jobCodec());
            result = given(handler, "resultCodec()", handler.resultCodec());
        } catch (LinkageError e) {
            // Such as a static initializer that threw.
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException(
                    "handler=" + handler.getClass().getName() + " has no usable codecs: " + why, e);
        }
        if (result.equals(Codec.segmentViews())) {
            throw new IllegalArgumentException(
                    "resultCodec=segmentViews(): nobody would keep the memory for the submitter;"
                            + " use segments()");
        }
        return new Codecs<>(job, result);
    }

    private static <T> T given(JobHandler<?, ?> handler, String what, @Nullable T codec) {
        if (codec == null) {
            throw new IllegalArgumentException(
                    "handler=" + handler.getClass().getName() + " returns null from " + what);
        }
        return codec;
    }
}
