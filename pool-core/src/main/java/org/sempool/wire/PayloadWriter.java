package org.sempool.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes one payload, front to back, straight into the transport's memory.
 *
 * <p>The writer starts in memory that the transport provides (a slot, for example). When that is
 * full, it hands the filled part to the transport's {@link Overflow} and continues in the memory
 * that this returns. So the size need not be known in advance, and a small payload is never copied
 * twice.
 *
 * <p>Not thread-safe: one writer belongs to one message at a time.
 */
public final class PayloadWriter {
    /** The largest payload, in bytes: 1 GiB. */
    public static final long MAX_BYTES = 1L << 30;

    static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** Takes the memory that a writer has filled, and gives it more. */
    @FunctionalInterface
    public interface Overflow {
        /**
         * Takes the filled part of the writer's memory.
         *
         * @param filled what the writer has written since the last call; must be kept in order
         * @param wanted how many bytes the writer needs in one piece, at most {@link #MAX_FIELD}
         * @param coming how many bytes are known to come, at least {@code wanted}; there may be
         *     more
         * @return at least {@code wanted} bytes to continue in; may overlap {@code filled}
         * @throws PayloadLimitException if there is no room for a payload of this size
         */
        MemorySegment take(MemorySegment filled, int wanted, long coming);
    }

    /** The most bytes that a writer asks for in one piece. */
    public static final int MAX_FIELD = Long.BYTES;

    private final Overflow overflow;
    private @Nullable MemorySegment memory;
    private long begin;
    private long position;
    private long limit;
    private long flushed;

    /**
     * Makes a writer that has no memory yet.
     *
     * @param overflow gives memory when the current one is full
     */
    public PayloadWriter(Overflow overflow) {
        this.overflow = overflow;
    }

    /**
     * Starts a new payload.
     *
     * @param start the memory to begin in
     */
    public void reset(MemorySegment start) {
        reset(start, 0, start.byteSize());
    }

    /**
     * Starts a new payload somewhere in a larger memory.
     *
     * @param start the memory to begin in
     * @param offset where the payload begins in it
     * @param bytes how many bytes there are for the payload
     */
    public void reset(MemorySegment start, long offset, long bytes) {
        memory = start;
        begin = offset;
        position = offset;
        limit = offset + bytes;
        flushed = 0;
    }

    /**
     * The size of the payload so far.
     *
     * @return the size in bytes
     */
    public long size() {
        return flushed + position - begin;
    }

    /**
     * The part that was written and not yet handed to the overflow.
     *
     * @return the filled part of the current memory
     */
    public MemorySegment unflushed() {
        return memory().asSlice(begin, position - begin);
    }

    /**
     * Writes one byte.
     *
     * @param value the byte
     */
    public void putByte(byte value) {
        ensure(Byte.BYTES);
        memory().set(JAVA_BYTE, position, value);
        position += Byte.BYTES;
    }

    /**
     * Writes four bytes.
     *
     * @param value the number
     */
    public void putInt(int value) {
        ensure(Integer.BYTES);
        memory().set(INT, position, value);
        position += Integer.BYTES;
    }

    /**
     * Writes eight bytes.
     *
     * @param value the number
     */
    public void putLong(long value) {
        ensure(Long.BYTES);
        memory().set(LONG, position, value);
        position += Long.BYTES;
    }

    /**
     * Writes all of an array.
     *
     * @param bytes the bytes, without a length before them
     */
    public void putBytes(byte[] bytes) {
        putBytes(bytes, 0, bytes.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param bytes the array
     * @param from the index of the first byte
     * @param count how many bytes; no length is written before them
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    public void putBytes(byte[] bytes, int from, int count) {
        Objects.checkFromIndexSize(from, count, bytes.length);
        checkLimit(count);
        roomFor(count);
        int done = 0;
        while (true) {
            int part = (int) Math.min(count - done, limit - position);
            MemorySegment.copy(bytes, from + done, memory(), JAVA_BYTE, position, part);
            position += part;
            done += part;
            if (done == count) {
                return;
            }
            overflow(1, count - done);
        }
    }

    /**
     * Writes all of a segment.
     *
     * @param bytes the bytes, without a length before them
     */
    public void putSegment(MemorySegment bytes) {
        checkLimit(bytes.byteSize());
        roomFor(bytes.byteSize());
        long done = 0;
        while (true) {
            long part = Math.min(bytes.byteSize() - done, limit - position);
            MemorySegment.copy(bytes, done, memory(), position, part);
            position += part;
            done += part;
            if (done == bytes.byteSize()) {
                return;
            }
            overflow(1, bytes.byteSize() - done);
        }
    }

    /**
     * Writes numbers, eight bytes each.
     *
     * @param values the numbers, without a length before them
     */
    public void putLongs(long[] values) {
        putArray(values, values.length, LONG);
    }

    /**
     * Writes numbers, four bytes each.
     *
     * @param values the numbers, without a length before them
     */
    public void putInts(int[] values) {
        putArray(values, values.length, INT);
    }

    /**
     * Writes numbers, eight bytes each.
     *
     * @param values the numbers, without a length before them
     */
    public void putDoubles(double[] values) {
        putArray(values, values.length, DOUBLE);
    }

    /** Copies as many elements at a time as there is room for. */
    private void putArray(Object values, int length, ValueLayout element) {
        long size = element.byteSize();
        checkLimit(length * size);
        roomFor(length * size);
        int done = 0;
        while (true) {
            int part = (int) Math.min(length - done, (limit - position) / size);
            MemorySegment.copy(values, done, memory(), element, position, part);
            position += part * size;
            done += part;
            if (done == length) {
                return;
            }
            overflow((int) size, (length - done) * size);
        }
    }

    /**
     * Writes a string in UTF-8.
     *
     * @param text the string, without a length before it
     * @throws IllegalArgumentException if it has an unpaired surrogate
     */
    public void putUtf8(String text) {
        putBytes(Utf8.bytes(text));
    }

    /** Before the first of many bytes is written, so that it need not be moved. */
    private void roomFor(long bytes) {
        if (limit - position < bytes) {
            overflow(Byte.BYTES, bytes);
        }
    }

    private void ensure(int bytes) {
        if (limit - position < bytes) {
            overflow(bytes, bytes);
        }
    }

    private void checkLimit(long bytes) {
        if (size() + bytes > MAX_BYTES) {
            throw new PayloadLimitException(
                    "a payload of "
                            + (size() + bytes)
                            + " bytes or more is too large: the limit is "
                            + MAX_BYTES
                            + " bytes (1 GiB); pass a file's path or a part instead");
        }
    }

    private void overflow(int wanted, long coming) {
        checkLimit(coming);
        MemorySegment next = overflow.take(unflushed(), wanted, coming);
        flushed += position - begin;
        begin = 0;
        position = 0;
        memory = next;
        limit = Math.min(next.byteSize(), MAX_BYTES - flushed);
    }

    private MemorySegment memory() {
        return Objects.requireNonNull(memory, "the writer has no message");
    }
}
