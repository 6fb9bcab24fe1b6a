package org.sempool;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Function;
import org.sempool.codec.BuiltInCodecs;
import org.sempool.codec.RecordCodec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Turns values into payloads and back. Both sides use the same codec: the coordinator encodes jobs
 * and a worker decodes them; results travel the other way round.
 *
 * <p>Most handlers need none: it follows from their types, see {@link #records}. For other types a
 * handler gives its own:
 *
 * <pre>{@code
 * public final class Example {
 *     public static final class Matches implements JobHandler<Pattern, Boolean> {
 *         public Boolean handle(Pattern job, JobContext context) {
 *             return job.matcher("aaa").matches();
 *         }
 *
 *         public Codec<Pattern> jobCodec() {
 *             return Codec.of(
 *                     pattern -> pattern.pattern().getBytes(),
 *                     bytes -> Pattern.compile(new String(bytes)));
 *         }
 *     }
 *
 *     public static void main(String[] args) {
 *         try (var pool = WorkerPool.builder(Matches.class).build()) {
 *             System.out.println(pool.submit(Pattern.compile("a+")).join()); // prints true
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A codec must be thread-safe; the built-in ones are. It writes to the queue's memory and reads
 * from it directly, and a slot of the queue is held meanwhile, so a codec should do nothing else.
 * An exception of a codec fails only the job that it was called for.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
    /**
     * Writes a value. There is no need to write its length: {@link #decode} gets exactly these
     * bytes.
     *
     * @param value the value
     * @param payload where to write it
     */
    void encode(T value, PayloadWriter payload);

    /**
     * Reads a value that {@link #encode} wrote.
     *
     * @param payload the bytes, valid until this call returns
     * @return the value. A job may refer to the payload's memory until {@code handle} has returned
     *     (see {@link #segmentViews}); a result must not
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
     * A codec for strings that can stand for any bytes, see {@link ByteText}.
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
     * A codec for memory segments of any kind. The decoded segment is a copy.
     *
     * @return the codec
     */
    static Codec<MemorySegment> segments() {
        return BuiltInCodecs.SEGMENTS;
    }

    /**
     * A codec for jobs that are read in place: the handler gets a read-only view of the transport's
     * memory, without a copy. The view is valid until {@code handle} returns. Not for results.
     *
     * @return the codec
     */
    static Codec<MemorySegment> segmentViews() {
        return BuiltInCodecs.SEGMENT_VIEWS;
    }

    /**
     * A codec for records, derived from their components, which may be:
     *
     * <ul>
     *   <li>primitive types, their boxes and arrays of them
     *   <li>{@code String}, {@code BigInteger}, {@code BigDecimal}, {@code UUID}, {@code URI},
     *       {@code Path} of the default file system, {@code Locale}, {@code Currency}, {@code
     *       OptionalInt}, {@code OptionalLong}, {@code OptionalDouble}
     *   <li>of {@code java.time}: {@code Instant}, {@code Duration}, {@code Period}, {@code
     *       LocalDate}, {@code LocalTime}, {@code LocalDateTime}, {@code OffsetTime}, {@code
     *       OffsetDateTime}, {@code ZonedDateTime}, {@code ZoneId}, {@code ZoneOffset}, {@code
     *       Year}, {@code YearMonth}, {@code MonthDay}
     *   <li>enums; records, also generic ones whose arguments are given ({@code Pair<String,
     *       Instant>}), and the record itself, as in a tree
     *   <li>sealed interfaces below which there are only records and enums
     *   <li>{@code List}, {@code Set}, {@code Map}, {@code Optional} and arrays of these
     * </ul>
     *
     * <p>References may be null. Decoded lists, sets and maps are unmodifiable, and keep their
     * order. A string with an unpaired surrogate cannot be encoded, and bytes that no value has
     * make {@code decode} throw a {@link org.sempool.wire.PayloadFormatException}.
     *
     * <p>The encoded form does not contain the types, so both sides need the same version of the
     * record; within a pool they have it. On the module path, the record's package must be open to
     * {@code org.sempool}.
     *
     * @param type the record
     * @param <T> the record
     * @return the codec
     * @throws IllegalArgumentException if a component has any other type; the message names the
     *     component
     */
    static <T extends Record> Codec<T> records(Class<T> type) {
        return RecordCodec.of(type);
    }

    /**
     * Creates a codec from two functions, for any serialization library.
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

            @Override
            public String toString() {
                // Of a lambda, this is the class that has it.
                return "the codec that Codec.of made for "
                        + fromBytes.getClass().getName().split("\\$\\$Lambda", 2)[0];
            }
        };
    }
}
