package org.sempool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** The built-in codecs return what was encoded, whatever its size. */
final class CodecTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Grüße, 世界 \uD83D\uDE00", "tab\tand\u0000nul"})
    void stringsAreRestored(String text) {
        assertEquals(text, roundTrip(Codec.utf8(), text));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x0102030405060708L})
    void longsAreRestored(long number) {
        assertEquals(number, roundTrip(Codec.longs(), number));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 1000})
    void arraysAreRestored(int length) {
        long[] numbers = LongStream.range(0, length).map(i -> i * 0x9E3779B97F4A7C15L).toArray();
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);

        assertArrayEquals(numbers, roundTrip(Codec.longArrays(), numbers));
        assertArrayEquals(bytes, roundTrip(Codec.bytes(), bytes));
    }

    @Test
    void aCodecFromTwoFunctionsUsesBoth() {
        Codec<Integer> codec =
                Codec.of(
                        number -> Integer.toString(number).getBytes(StandardCharsets.US_ASCII),
                        bytes -> Integer.parseInt(new String(bytes, StandardCharsets.US_ASCII)));

        assertEquals(-17, roundTrip(codec, -17));
    }

    @Test
    void aPartOfAnArrayIsWritten() {
        byte[] all = new byte[100];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Codec<Integer> part =
                new Codec<>() {
                    @Override
                    public void encode(Integer from, PayloadWriter payload) {
                        payload.putBytes(all, from, 30);
                    }

                    @Override
                    public Integer decode(PayloadReader payload) {
                        byte[] read = payload.getBytes();
                        assertArrayEquals(Arrays.copyOfRange(all, read[0], read[0] + 30), read);
                        return (int) read[0];
                    }
                };

        assertEquals(70, roundTrip(part, 70));
        assertThrows(IndexOutOfBoundsException.class, () -> roundTrip(part, 71));
    }

    @Test
    void aTruncatedPayloadSaysWhatIsMissing() {
        PayloadReader reader = new PayloadReader();
        reader.reset(MemorySegment.ofArray(new byte[5]), 5);

        PayloadFormatException e =
                assertThrows(PayloadFormatException.class, () -> Codec.longs().decode(reader));

        assertEquals("wanted=8 bytes, remaining=5 of size=5", e.getMessage());
    }

    /** Uses memory so small that every longer value overflows several times. */
    static <T> T roundTrip(Codec<T> codec, T value) {
        MemorySegment all = MemorySegment.ofArray(new byte[16 * 1024]);
        MemorySegment small = MemorySegment.ofArray(new byte[11]);
        long[] kept = {0};
        PayloadWriter writer =
                new PayloadWriter(
                        (filled, _, _) -> {
                            MemorySegment.copy(filled, 0, all, kept[0], filled.byteSize());
                            kept[0] += filled.byteSize();
                            return small;
                        });
        writer.reset(small.asSlice(0, 3));
        codec.encode(value, writer);
        MemorySegment rest = writer.unflushed();
        MemorySegment.copy(rest, 0, all, kept[0], rest.byteSize());
        PayloadReader reader = new PayloadReader();
        reader.reset(all, writer.size());
        T decoded = codec.decode(reader);
        assertEquals(0, reader.remaining());
        return decoded;
    }
}
