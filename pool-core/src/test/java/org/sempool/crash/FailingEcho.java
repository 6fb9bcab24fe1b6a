package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.sempool.Codec;
import org.sempool.Failures;
import org.sempool.JobContext;
import org.sempool.JobFailedException;
import org.sempool.JobHandler;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * A {@link CheckedEcho} with jobs that fail in between. An outcome says from which attempt it is,
 * so a test can tell a job that was run once too often.
 */
public final class FailingEcho implements JobHandler<byte[], FailingEcho.Result> {
    /** How a job ends. Its number is the first byte of the payload. */
    enum Kind {
        SUCCEEDS,
        /** Its result is decoded slowly, so that workers find the results queue full. */
        SUCCEEDS_LATE,
        /** Its first attempt fails: the worker puts it back. */
        FAILS_ONCE,
        /** Its result cannot be encoded: the worker abandons a draft, then publishes a failure. */
        HAS_NO_RESULT,
        /** It cannot be encoded: the coordinator abandons a draft. */
        CANNOT_BE_SUBMITTED;

        private static final List<Kind> ALL = List.of(values());

        private static Kind of(byte[] job) {
            return ALL.get(job[0]);
        }
    }

    /** A result, and the attempt that returned it. */
    static final class Result {
        private final int attempt;
        private final byte[] job;

        private Result(int attempt, byte[] job) {
            this.attempt = attempt;
            this.job = job;
        }
    }

    private static final long LATE_NANOS = 5_000_000;
    private static final long SLOW_NANOS = 1_000_000;

    private final CheckedEcho echo = new CheckedEcho();

    public FailingEcho() {}

    /** The job of this number, which determines its content. Every third job is large. */
    static byte[] job(Kind kind, int number) {
        byte[] content = CheckedEcho.job(number);
        byte[] job = new byte[content.length + 1];
        job[0] = (byte) Kind.ALL.indexOf(kind);
        System.arraycopy(content, 0, job, 1, content.length);
        return job;
    }

    /** Waits for a job's outcome, checks it, and returns the attempt that it is from. */
    static int attemptOf(
            CompletableFuture<Result> outcome, Kind kind, int number, Duration patience)
            throws Exception {
        byte[] job = job(kind, number);
        if (kind != Kind.HAS_NO_RESULT) {
            Result result = outcome.get(patience.toSeconds(), TimeUnit.SECONDS);
            assertArrayEquals(job, result.job);
            return result.attempt;
        }
        JobFailedException failure = Failures.of(JobFailedException.class, outcome);
        String[] words = String.valueOf(failure.remoteMessage()).split(" ", -1);
        assertEquals(name(job), words[0]);
        return Integer.parseInt(words[1]);
    }

    private static String name(byte[] job) {
        return "job=" + Arrays.hashCode(job);
    }

    @Override
    public Result handle(byte[] job, JobContext context) {
        var _ = echo.handle(Arrays.copyOfRange(job, 1, job.length), context);
        if (Kind.of(job) == Kind.FAILS_ONCE && context.attempt() == 1) {
            throw new IllegalStateException("the first attempt fails");
        }
        return new Result(context.attempt(), job);
    }

    @Override
    public Codec<byte[]> jobCodec() {
        return new Codec<>() {
            @Override
            public void encode(byte[] job, PayloadWriter payload) {
                payload.putBytes(job);
                if (Kind.of(job) == Kind.CANNOT_BE_SUBMITTED) {
                    throw new IllegalArgumentException("it cannot be encoded");
                }
            }

            @Override
            public byte[] decode(PayloadReader payload) {
                return payload.getBytes();
            }
        };
    }

    @Override
    public Codec<Result> resultCodec() {
        return new Codec<>() {
            @Override
            public void encode(Result result, PayloadWriter payload) {
                payload.putInt(result.attempt);
                payload.putBytes(result.job);
                if (Kind.of(result.job) == Kind.HAS_NO_RESULT) {
                    // So that another worker finds no free slot meanwhile.
                    LockSupport.parkNanos(SLOW_NANOS);
                    throw new IllegalArgumentException(name(result.job) + " " + result.attempt);
                }
            }

            @Override
            public Result decode(PayloadReader payload) {
                Result result = new Result(payload.getInt(), payload.getBytes());
                if (Kind.of(result.job) == Kind.SUCCEEDS_LATE) {
                    LockSupport.parkNanos(LATE_NANOS);
                }
                return result;
            }
        };
    }
}
