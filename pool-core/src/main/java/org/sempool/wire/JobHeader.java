package org.sempool.wire;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a worker has to know of a job's own options. It precedes the job's payload if the message
 * has {@link MessageFlags#OPTIONS}.
 *
 * <pre>
 *   bytes of all this, a multiple of 8   int
 *   failureAttempts                      int
 *   attempts                             int
 *   attempt                              int
 *   bytes of the name                    int
 *   timeout in nanoseconds               long
 *   jobId                                long
 *   name                                 UTF-8, then zeros
 * </pre>
 *
 * @param failureAttempts how many attempts the job has if its handler throws; 0 for as many as the
 *     pool's other jobs
 * @param name the job's name, if it has one
 * @param attempts for a worker host: how many attempts the job has; 0 if the coordinator counts
 * @param timeout for a worker host: how long the job may run, if there is a limit that the host has
 *     to keep
 * @param jobId from a worker host: the job's id for the coordinator; 0 if it is that of the message
 * @param attempt from a worker host: the attempt at the job; 0 if it is that of the message
 */
public record JobHeader(
        int failureAttempts,
        Optional<String> name,
        int attempts,
        Optional<Duration> timeout,
        long jobId,
        int attempt) {
    /** The header of a job without options. */
    public static final JobHeader NONE = new JobHeader(0, Optional.empty());

    private static final int FIXED_BYTES = 5 * Integer.BYTES + 2 * Long.BYTES;

    /**
     * The header of a job whose coordinator keeps its limits.
     *
     * @param failureAttempts how many attempts the job has if its handler throws; 0 for as many as
     *     the pool's other jobs
     * @param name the job's name, if it has one
     */
    public JobHeader(int failureAttempts, Optional<String> name) {
        this(failureAttempts, name, 0, Optional.empty(), 0, 0);
    }

    /**
     * The header with which a host passes a job on to a worker.
     *
     * @param ofJob the job's id for the coordinator
     * @param number the attempt at it
     * @return what the worker has to know
     */
    public JobHeader toWorker(long ofJob, int number) {
        return new JobHeader(failureAttempts, name, 0, Optional.empty(), ofJob, number);
    }

    /**
     * Encodes it.
     *
     * @return what stands before the job itself
     */
    public byte[] encode() {
        byte[] text = name.map(Utf8::bytes).orElse(new byte[0]);
        // The payload behind it must be aligned for those who view it as longs.
        int size = Math.ceilDiv(FIXED_BYTES + text.length, Long.BYTES) * Long.BYTES;
        return ByteBuffer.allocate(size)
                .order(LITTLE_ENDIAN)
                .putInt(size)
                .putInt(failureAttempts)
                .putInt(attempts)
                .putInt(attempt)
                .putInt(text.length)
                .putLong(timeout.map(Duration::toNanos).orElse(0L))
                .putLong(jobId)
                .put(text)
                .array();
    }

    /**
     * Reads it.
     *
     * @param payload the payload of a message with such a header; afterwards it is at the job
     * @return the header
     * @throws PayloadFormatException if it is damaged
     */
    public static JobHeader read(PayloadReader payload) {
        int size = payload.getInt();
        int failureAttempts = payload.getInt();
        int attempts = payload.getInt();
        int attempt = payload.getInt();
        int length = payload.getInt();
        long timeout = payload.getLong();
        long jobId = payload.getLong();
        if (length < 0 || length > size - FIXED_BYTES) {
            throw new PayloadFormatException("length=" + length + " in a header of " + size);
        }
        String text = new String(payload.getBytes(length), StandardCharsets.UTF_8);
        var _ = payload.getBytes(size - FIXED_BYTES - length);
        return new JobHeader(
                failureAttempts,
                length == 0 ? Optional.empty() : Optional.of(text),
                attempts,
                timeout == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(timeout)),
                jobId,
                attempt);
    }

    /**
     * The payload without such a header.
     *
     * @param payload all that a message consists of
     * @param flags the message's flags
     * @return the job itself
     */
    public static MemorySegment skip(MemorySegment payload, int flags) {
        return (flags & MessageFlags.OPTIONS) == 0
                ? payload
                : payload.asSlice(payload.get(JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN), 0));
    }
}
