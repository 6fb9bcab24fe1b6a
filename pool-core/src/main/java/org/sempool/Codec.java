package org.sempool;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Function;
import org.sempool.codec.BuiltInCodecs;
import org.sempool.codec.RecordCodec;
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
     * @return the value. A job may refer to the payload's memory until {@code handle} has returned
     *     (see {@link #segmentViews}), a result must not
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
     * A codec for strings, in UTF-8. A string with an unpaired surrogate fails its job.
     *
     * @return the codec
     */
    static Codec<String> utf8() {
        return BuiltInCodecs.UTF8;
    }

    /**
     * A codec for strings that stand for any bytes, see {@link ByteText}.
     *
     * @return the codec
     */
    static Codec<String> byteText() {
        return BuiltInCodecs.BYTE_TEXT;
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
     * A codec for memory of any kind. What comes back is a copy.
     *
     * @return the codec
     */
    static Codec<MemorySegment> segments() {
        return BuiltInCodecs.SEGMENTS;
    }

    /**
     * A codec for jobs that are read where they lie: the handler gets a read-only view of the
     * transport's memory, without a copy. The view means nothing any more when {@code handle} has
     * returned. Not for results.
     *
     * @return the codec
     */
    static Codec<MemorySegment> segmentViews() {
        return BuiltInCodecs.SEGMENT_VIEWS;
    }

    /**
     * A codec for records, derived from their components: primitive types and their boxes, {@code
     * String}, {@code BigInteger}, {@code UUID}, {@code Duration}, arrays of {@code byte}, {@code
     * int}, {@code long} and {@code double}, enums, records, and {@code List}, {@code Map}, {@code
     * Optional} and arrays of such. References may be null. The lists and maps that come back
     * cannot be changed.
     *
     * <p>Nothing is said of the types on the way, so both ends need the same version of the record;
     * the workers of a pool have that. On the module path the record's package is to be open to
     * {@code org.sempool}.
     *
     * @param type the record
     * @param <T> the record
     * @return the codec
     * @throws IllegalArgumentException if a component has another type; it names the component
     */
    static <T extends Record> Codec<T> records(Class<T> type) {
        return RecordCodec.of(type);
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
