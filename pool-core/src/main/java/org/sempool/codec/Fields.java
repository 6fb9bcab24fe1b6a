package org.sempool.codec;

import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;
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

    static void put(PayloadWriter payload, BigInteger value) {
        put(payload, value.toByteArray());
    }

    static BigInteger getBigInteger(PayloadReader payload) {
        return new BigInteger(getBytes(payload));
    }

    static void put(PayloadWriter payload, UUID value) {
        payload.putLong(value.getMostSignificantBits());
        payload.putLong(value.getLeastSignificantBits());
    }

    static UUID getUuid(PayloadReader payload) {
        return new UUID(payload.getLong(), payload.getLong());
    }

    static void put(PayloadWriter payload, Duration value) {
        payload.putLong(value.getSeconds());
        payload.putInt(value.getNano());
    }

    static Duration getDuration(PayloadReader payload) {
        return Duration.ofSeconds(payload.getLong(), payload.getInt());
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
