package org.sempool.codec;

import java.lang.foreign.MemorySegment;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;
import org.sempool.wire.Utf8;

/**
 * Encodes the leaves: values that have no parts of their own. {@link Parts} finds the methods by
 * their types, two for each type.
 *
 * <p>Numbers are little-endian. A value without a fixed size is preceded by its length: the bytes
 * of a string, the elements of an array.
 */
final class Fields {
    private Fields() {}

    static void put(PayloadWriter payload, boolean value) {
        payload.putByte((byte) (value ? 1 : 0));
    }

    static boolean getBoolean(PayloadReader payload) {
        return payload.getByte() != 0;
    }

    static void put(PayloadWriter payload, byte value) {
        payload.putByte(value);
    }

    static byte getByte(PayloadReader payload) {
        return payload.getByte();
    }

    static void put(PayloadWriter payload, short value) {
        payload.putInt(value);
    }

    static short getShort(PayloadReader payload) {
        return (short) payload.getInt();
    }

    static void put(PayloadWriter payload, char value) {
        payload.putInt(value);
    }

    static char getChar(PayloadReader payload) {
        return (char) payload.getInt();
    }

    static void put(PayloadWriter payload, int value) {
        payload.putInt(value);
    }

    static int getInt(PayloadReader payload) {
        return payload.getInt();
    }

    static void put(PayloadWriter payload, long value) {
        payload.putLong(value);
    }

    static long getLong(PayloadReader payload) {
        return payload.getLong();
    }

    static void put(PayloadWriter payload, float value) {
        payload.putInt(Float.floatToRawIntBits(value));
    }

    static float getFloat(PayloadReader payload) {
        return Float.intBitsToFloat(payload.getInt());
    }

    static void put(PayloadWriter payload, double value) {
        payload.putLong(Double.doubleToRawLongBits(value));
    }

    static double getDouble(PayloadReader payload) {
        return Double.longBitsToDouble(payload.getLong());
    }

    static void put(PayloadWriter payload, String value) {
        put(payload, Utf8.bytes(value));
    }

    static String getString(PayloadReader payload) {
        return payload.getUtf8(payload.getInt());
    }

    static void put(PayloadWriter payload, byte[] value) {
        payload.putInt(value.length);
        payload.putBytes(value);
    }

    static byte[] getBytes(PayloadReader payload) {
        return payload.getBytes(payload.getInt());
    }

    static void put(PayloadWriter payload, int[] value) {
        payload.putInt(value.length);
        payload.putInts(value);
    }

    static int[] getInts(PayloadReader payload) {
        return payload.getInts(payload.getInt());
    }

    static void put(PayloadWriter payload, long[] value) {
        payload.putInt(value.length);
        payload.putLongs(value);
    }

    static long[] getLongs(PayloadReader payload) {
        return payload.getLongs(payload.getInt());
    }

    static void put(PayloadWriter payload, double[] value) {
        payload.putInt(value.length);
        payload.putDoubles(value);
    }

    static double[] getDoubles(PayloadReader payload) {
        return payload.getDoubles(payload.getInt());
    }

    static void put(PayloadWriter payload, boolean[] value) {
        payload.putInt(value.length);
        for (boolean each : value) {
            put(payload, each);
        }
    }

    static boolean[] getBooleans(PayloadReader payload) {
        boolean[] values = new boolean[count(payload, 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = getBoolean(payload);
        }
        return values;
    }

    static void put(PayloadWriter payload, short[] value) {
        write(payload, MemorySegment.ofArray(value), value.length);
    }

    static short[] getShorts(PayloadReader payload) {
        short[] values = new short[count(payload, Short.BYTES)];
        fill(MemorySegment.ofArray(values), payload);
        return values;
    }

    static void put(PayloadWriter payload, char[] value) {
        write(payload, MemorySegment.ofArray(value), value.length);
    }

    static char[] getChars(PayloadReader payload) {
        char[] values = new char[count(payload, Character.BYTES)];
        fill(MemorySegment.ofArray(values), payload);
        return values;
    }

    static void put(PayloadWriter payload, float[] value) {
        write(payload, MemorySegment.ofArray(value), value.length);
    }

    static float[] getFloats(PayloadReader payload) {
        float[] values = new float[count(payload, Float.BYTES)];
        fill(MemorySegment.ofArray(values), payload);
        return values;
    }

    /** In the order of bytes that the processor has: both sides run on the same one. */
    private static void write(PayloadWriter payload, MemorySegment values, int length) {
        payload.putInt(length);
        payload.putSegment(values);
    }

    private static void fill(MemorySegment values, PayloadReader payload) {
        byte[] bytes = payload.getBytes(Math.toIntExact(values.byteSize()));
        values.copyFrom(MemorySegment.ofArray(bytes));
    }

    /**
     * Reads a count of elements of at least {@code bytes} each, and checks it before any
     * allocation.
     */
    static int count(PayloadReader payload, int bytes) {
        int count = payload.getInt();
        if (count < 0 || count > payload.remaining() / bytes) {
            throw new PayloadFormatException(
                    "count=" + count + " with remaining=" + payload.remaining() + " bytes");
        }
        return count;
    }
}
