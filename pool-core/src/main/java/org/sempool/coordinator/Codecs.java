package org.sempool.coordinator;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.JobHandler;
import org.sempool.serial.AllowList;
import org.sempool.wire.FailureLine;

/**
 * The codecs of a handler's jobs and results.
 *
 * @param job writes the jobs
 * @param result reads the results
 * @param classes the class loader of the handler
 * @param relays whether jobs and reports are passed on as they are
 */
record Codecs<J, R>(Codec<J> job, Codec<R> result, @Nullable ClassLoader classes, boolean relays) {
    /** Passes on what somebody else has encoded and will decode. */
    static Codecs<RelayedJob, MemorySegment> relaying() {
        return new Codecs<>(RelayedJob.CODEC, Codec.segments(), null, true);
    }

    /** Calls the handler, which is the user's code. */
    static <J, R> Codecs<J, R> of(JobHandler<J, R> handler) {
        Codec<J> job;
        Codec<R> result;
        try {
            job = given("jobCodec()", handler.jobCodec());
            result = given("resultCodec()", handler.resultCodec());
        } catch (OutOfMemoryError | InternalError e) {
            throw e;
        } catch (Throwable e) {
            // The message about a type that cannot travel is complete; user code may throw anything
            // else.
            String why =
                    e instanceof IllegalArgumentException && e.getMessage() != null
                            ? e.getMessage()
                            : FailureLine.of(e);
            throw unusable(handler, why, e);
        }
        if (result.equals(Codec.segmentViews())) {
            throw new IllegalArgumentException(
                    "resultCodec=segmentViews(): the result's memory is reused before the"
                            + " submitter can read it; use segments()");
        }
        return new Codecs<>(job, result, handler.getClass().getClassLoader(), false);
    }

    /**
     * Reads what workers report.
     *
     * @param exceptions what remote exceptions may consist of; empty if none are to be read
     */
    ResultReader<R> results(Optional<List<String>> exceptions) {
        if (relays) {
            return ResultReader.relaying(result);
        }
        AllowList allowed =
                exceptions.map(list -> AllowList.of("remoteExceptions", list)).orElse(null);
        return new ResultReader<>(result, allowed, classes);
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
