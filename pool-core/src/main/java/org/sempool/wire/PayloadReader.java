package org.sempool.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Reads one payload, front to back, straight from the transport's memory.
 *
 * <p>All methods return copies, except {@link #rest()}. Not thread-safe.
 */
public final class PayloadReader {
    private MemorySegment memory = MemorySegment.NULL;
    private long begin;
    private long position;
    private long end;

    /** Makes a reader of an empty payload. */
    public PayloadReader() {}

    /**
     * Starts to read another payload.
     *
     * @param payload the memory to read, which holds at least {@code bytes}
     * @param bytes the size of the payload
     */
    public void reset(MemorySegment payload, long bytes) {
        reset(payload, 0, bytes);
    }

    /**
     * Starts to read another payload, which lies somewhere in a larger memory.
     *
     * @param memory the memory
     * @param offset where the payload begins in it
     * @param bytes the size of the payload
     */
    public void reset(MemorySegment memory, long offset, long bytes) {
        this.memory = memory;
        begin = offset;
        position = offset;
        end = offset + bytes;
    }

    /**
     * How many bytes are left.
     *
     * @return the number of bytes not yet read
     */
    public long remaining() {
        return end - position;
    }

    /**
     * Reads one byte.
     *
     * @return the byte
     * @throws PayloadFormatException if fewer are left
     */
    public byte getByte() {
        return memory.get(JAVA_BYTE, advance(Byte.BYTES));
    }

    /**
     * Reads four bytes.
     *
     * @return the number
     * @throws PayloadFormatException if fewer are left
     */
    public int getInt() {
        return memory.get(PayloadWriter.INT, advance(Integer.BYTES));
    }

    /**
     * Reads eight bytes.
     *
     * @return the number
     * @throws PayloadFormatException if fewer are left
     */
    public long getLong() {
        return memory.get(PayloadWriter.LONG, advance(Long.BYTES));
    }

    /**
     * Reads some bytes.
     *
     * @param count how many
     * @return a copy
     * @throws PayloadFormatException if fewer are left
     */
    public byte[] getBytes(int count) {
        long from = advance(count);
        byte[] bytes = new byte[count];
        MemorySegment.copy(memory, JAVA_BYTE, from, bytes, 0, count);
        return bytes;
    }

    /**
     * Reads all that is left.
     *
     * @return a copy
     */
    public byte[] getBytes() {
        return getBytes(Math.toIntExact(remaining()));
    }

    /**
     * Reads all that is left as numbers of eight bytes.
     *
     * @return a copy
     * @throws PayloadFormatException if what is left is not a multiple of eight bytes
     */
    public long[] getLongs() {
        if (remaining() % Long.BYTES != 0) {
            throw new PayloadFormatException(
                    "remaining=" + remaining() + " bytes is not a multiple of " + Long.BYTES);
        }
        return getLongs(Math.toIntExact(remaining() / Long.BYTES));
    }

    /**
     * Reads numbers of eight bytes.
     *
     * @param count how many numbers
     * @return a copy
     * @throws PayloadFormatException if fewer are left
     */
    public long[] getLongs(int count) {
        long from = advance((long) count * Long.BYTES);
        long[] values = new long[count];
        MemorySegment.copy(memory, PayloadWriter.LONG, from, values, 0, count);
        return values;
    }

    /**
     * Reads numbers of four bytes.
     *
     * @param count how many numbers
     * @return a copy
     * @throws PayloadFormatException if fewer are left
     */
    public int[] getInts(int count) {
        long from = advance((long) count * Integer.BYTES);
        int[] values = new int[count];
        MemorySegment.copy(memory, PayloadWriter.INT, from, values, 0, count);
        return values;
    }

    /**
     * Reads numbers of eight bytes.
     *
     * @param count how many numbers
     * @return a copy
     * @throws PayloadFormatException if fewer are left
     */
    public double[] getDoubles(int count) {
        long from = advance((long) count * Double.BYTES);
        double[] values = new double[count];
        MemorySegment.copy(memory, PayloadWriter.DOUBLE, from, values, 0, count);
        return values;
    }

    /**
     * Reads some bytes as UTF-8.
     *
     * @param count how many bytes
     * @return the string; malformed bytes become U+FFFD
     * @throws PayloadFormatException if fewer are left
     */
    public String getUtf8(int count) {
        return new String(getBytes(count), StandardCharsets.UTF_8);
    }

    /**
     * Reads all that is left as UTF-8.
     *
     * @return the string; malformed bytes become U+FFFD
     */
    public String getUtf8() {
        return getUtf8(Math.toIntExact(remaining()));
    }

    /**
     * Returns a view of all that is left, without a copy.
     *
     * @return the transport's own memory, read-only; valid until the message is freed, so the code
     *     that decodes or handles the message must not pass it on
     */
    public MemorySegment rest() {
        long from = advance(remaining());
        return memory.asSlice(from, end - from).asReadOnly();
    }

    private long advance(long bytes) {
        if (bytes < 0 || bytes > remaining()) {
            throw new PayloadFormatException(
                    "wanted="
                            + bytes
                            + " bytes, remaining="
                            + remaining()
                            + " of size="
                            + (end - begin));
        }
        long from = position;
        position += bytes;
        return from;
    }
}
