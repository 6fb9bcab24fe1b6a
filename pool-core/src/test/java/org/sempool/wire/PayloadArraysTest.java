package org.sempool.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An array is the same bytes as its numbers one by one, wherever the memory ends. */
final class PayloadArraysTest {
    private static final int LENGTH = 100;
    private static final int PIECE = 37;

    private final Random random = new Random(1);
    private final int[] ints = random.ints(LENGTH).toArray();
    private final long[] longs = random.longs(LENGTH).toArray();
    private final double[] doubles = random.doubles(LENGTH).toArray();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 31, 10_000})
    void anArrayIsWrittenAsItsNumbersAre(int room) {
        byte[] expected = written(10_000, this::putEach);

        assertArrayEquals(expected, written(room, this::putArrays));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LENGTH})
    void anArrayIsReadAsItWasWritten(int count) {
        PayloadReader reader = reader(written(10_000, this::putArrays));

        assertArrayEquals(ints, reader.getInts(LENGTH));
        assertEquals(longs[0], reader.getLong());
        assertEquals(longs[1], reader.getLongs(LENGTH - 1)[0]);
        double[] some = reader.getDoubles(count);
        assertEquals(count, some.length);
        assertEquals((LENGTH - count) * 8L, reader.remaining());
        if (count > 0) {
            assertEquals(doubles[count - 1], some[count - 1]);
        }
    }

    /** A damaged count must not allocate gigabytes. */
    @ParameterizedTest
    @ValueSource(ints = {3, Integer.MAX_VALUE, -1})
    void aCountIsCheckedFirst(int count) {
        byte[] payload = new byte[11];

        assertThrows(PayloadFormatException.class, () -> reader(payload).getInts(count));
        assertThrows(PayloadFormatException.class, () -> reader(payload).getLongs(count));
        assertThrows(PayloadFormatException.class, () -> reader(payload).getDoubles(count));
    }

    private void putArrays(PayloadWriter writer) {
        writer.putInts(ints);
        writer.putLongs(longs);
        writer.putDoubles(doubles);
    }

    private void putEach(PayloadWriter writer) {
        for (int number : ints) {
            writer.putInt(number);
        }
        for (long number : longs) {
            writer.putLong(number);
        }
        for (double number : doubles) {
            writer.putLong(Double.doubleToRawLongBits(number));
        }
    }

    private static PayloadReader reader(byte[] payload) {
        PayloadReader reader = new PayloadReader();
        reader.reset(MemorySegment.ofArray(payload), payload.length);
        return reader;
    }

    /** With memory that holds {@code room} bytes, and then a little at a time. */
    private static byte[] written(int room, Consumer<PayloadWriter> encoder) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        PayloadWriter writer =
                new PayloadWriter(
                        (filled, _, _) -> {
                            all.writeBytes(filled.toArray(ValueLayout.JAVA_BYTE));
                            return MemorySegment.ofArray(new byte[PIECE]);
                        });
        writer.reset(MemorySegment.ofArray(new byte[room]));
        encoder.accept(writer);
        all.writeBytes(writer.unflushed().toArray(ValueLayout.JAVA_BYTE));
        return all.toByteArray();
    }
}
