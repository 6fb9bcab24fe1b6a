package org.sempool;

import java.util.Objects;
import java.util.function.Function;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Turns values into payloads and back. Both ends of a job use the same codec: jobs are encoded by
 * the coordinator and decoded by a worker, results the other way round.
 *
 * <p>A codec must be thread-safe; the built-in ones are. It writes straight into the queue's memory
 * and reads straight from it, and holds a slot of the queue meanwhile, so it should do nothing
 * else. What it throws fails the one job that it was called for.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
    /**
     * Writes a value. Its length need not be written: {@link #decode} is given exactly these bytes.
     *
     * @param value the value
     * @param payload where to write it
     */
    void encode(T value, PayloadWriter payload);

    /**
     * Reads a value that {@link #encode} wrote.
     *
     * @param payload the bytes, gone when this call returns
     * @return the value, which must not refer to the payload's memory
     */
    T decode(PayloadReader payload);

    /**
     * A codec for byte arrays.
     *
     * @return the codec
     */
    static Codec<byte[]> bytes() {
        return BuiltInCodecs.BYTES;
    }

    /**
     * A codec for strings, in UTF-8.
     *
     * @return the codec; an unpaired surrogate becomes {@code ?}
     */
    static Codec<String> utf8() {
        return BuiltInCodecs.UTF8;
    }

    /**
     * A codec for {@code long} numbers.
     *
     * @return the codec
     */
    static Codec<Long> longs() {
        return BuiltInCodecs.LONGS;
    }

    /**
     * A codec for arrays of {@code long} numbers.
     *
     * @return the codec
     */
    static Codec<long[]> longArrays() {
        return BuiltInCodecs.LONG_ARRAYS;
    }

    /**
     * A codec from two functions, for any way to serialize.
     *
     * @param toBytes encodes a value
     * @param fromBytes decodes what {@code toBytes} returned
     * @param <T> the type of the values
     * @return the codec
     */
    static <T> Codec<T> of(Function<T, byte[]> toBytes, Function<byte[], T> fromBytes) {
        Objects.requireNonNull(toBytes, "toBytes");
        Objects.requireNonNull(fromBytes, "fromBytes");
        return new Codec<>() {
            @Override
            public void encode(T value, PayloadWriter payload) {
                payload.putBytes(toBytes.apply(value));
            }

            @Override
            public T decode(PayloadReader payload) {
                return fromBytes.apply(payload.getBytes());
            }
        };
    }
}
