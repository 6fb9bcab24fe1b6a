package org.sempool;

import java.util.Objects;

/** Stands for a handler in the coordinator, which only asks it for the codecs. */
record SubmitterCodecs<J, R>(Codec<J> jobCodec, Codec<R> resultCodec) implements JobHandler<J, R> {
    SubmitterCodecs {
        Objects.requireNonNull(jobCodec, "jobs");
        Objects.requireNonNull(resultCodec, "results");
    }

    @Override
    public R handle(J job, JobContext context) {
        throw new UnsupportedOperationException("jobs are handled by workers");
    }
}
