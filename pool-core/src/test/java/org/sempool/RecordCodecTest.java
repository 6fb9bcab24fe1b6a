package org.sempool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** Records travel by their components, and a type that cannot travel is named. */
final class RecordCodecTest {
    private record Numbers(
            boolean flag, byte b, short s, char c, int i, long l, float f, double d) {}

    private record Boxes(
            @Nullable Boolean flag,
            @Nullable Byte b,
            @Nullable Short s,
            @Nullable Character c,
            @Nullable Integer i,
            @Nullable Long l,
            @Nullable Float f,
            @Nullable Double d) {}

    private record Values(
            @Nullable String text,
            @Nullable BigInteger big,
            @Nullable UUID id,
            @Nullable Duration time,
            @Nullable TimeUnit unit) {}

    private record Containers(
            List<String> list,
            Map<String, List<Integer>> map,
            Optional<Nothing> something,
            Optional<Nothing> nothing,
            List<Optional<TimeUnit>> units) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Arrays4(
            byte[] bytes, int[] ints, long[] longs, double[] doubles, String[][] texts) {}

    private record Nothing() {}

    private record Tree(int value, @Nullable Tree left, @Nullable Tree right) {}

    private record Positive(int value) {
        @SuppressWarnings("UnusedMethod") // called by the codec
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException("value=" + value + " is not positive");
            }
        }
    }

    private record WithSet(String name, SortedSet<String> tags) {}

    private record Around(WithSet inner) {}

    private record Generic<T>(T value) {}

    @Test
    void numbersAreRestored() {
        comesBack(
                Numbers.class,
                new Numbers(
                        true,
                        (byte) -1,
                        Short.MIN_VALUE,
                        '\uFFFF',
                        Integer.MIN_VALUE,
                        Long.MIN_VALUE,
                        -0.0f,
                        Double.MIN_VALUE));
        comesBack(Numbers.class, new Numbers(false, (byte) 127, (short) -2, 'a', 7, 8, 1.5f, 2.5));
    }

    @Test
    void boxesMayBeNull() {
        comesBack(Boxes.class, new Boxes(true, (byte) 1, (short) 2, 'c', 3, 4L, 5f, 6d));
        comesBack(Boxes.class, new Boxes(null, null, null, null, null, null, null, null));
    }

    @Test
    void valuesMayBeNull() {
        comesBack(
                Values.class,
                new Values(
                        "Grüße, 世界 \uD83D\uDE00",
                        BigInteger.ONE.shiftLeft(127).negate(),
                        new UUID(1, -2),
                        Duration.ofSeconds(-5, 999_999_999),
                        TimeUnit.HOURS));
        comesBack(Values.class, new Values(null, null, null, null, null));
        comesBack(Values.class, new Values("", BigInteger.ZERO, null, Duration.ZERO, null));
    }

    @Test
    void containersMayBeNested() {
        comesBack(
                Containers.class,
                new Containers(
                        Arrays.asList("a", null, "c"),
                        Map.of("one", List.of(1, 2), "none", List.of()),
                        Optional.of(new Nothing()),
                        Optional.empty(),
                        List.of(Optional.of(TimeUnit.DAYS), Optional.empty())));
    }

    @Test
    void arraysAreRestored() {
        comesBack(
                new Arrays4(
                        new byte[] {1, -1},
                        new int[] {Integer.MAX_VALUE, 0},
                        new long[] {Long.MIN_VALUE},
                        new double[] {},
                        new String[][] {{"a"}, {}, {"b", "c"}}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 11, 100})
    void longArraysAreRestored(int length) {
        Random random = new Random(length);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        comesBack(
                new Arrays4(
                        bytes,
                        random.ints(length).toArray(),
                        random.longs(length).toArray(),
                        random.doubles(length).toArray(),
                        new String[length][0]));
    }

    private static void comesBack(Arrays4 value) {
        Arrays4 back = CodecTest.roundTrip(Codec.records(Arrays4.class), value);

        assertArrayEquals(value.bytes(), back.bytes());
        assertArrayEquals(value.ints(), back.ints());
        assertArrayEquals(value.longs(), back.longs());
        assertArrayEquals(value.doubles(), back.doubles());
        assertArrayEquals(value.texts(), back.texts());
    }

    @Test
    void aRecordMayContainOthersOfItsType() {
        comesBack(Nothing.class, new Nothing());
        comesBack(Tree.class, new Tree(1, new Tree(2, null, new Tree(3, null, null)), null));
    }

    @Test
    void theConstructorIsCalled() {
        PayloadReader reader = new PayloadReader();
        reader.reset(MemorySegment.ofArray(new byte[4]), 4);

        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Codec.records(Positive.class).decode(reader));

        assertEquals("value=0 is not positive", e.getMessage());
    }

    @Test
    void aTypeWithoutACodecIsNamed() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Codec.records(Around.class));

        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.startsWith(
                        "WithSet.tags is of type java.util.SortedSet<java.lang.String>, which has no"
                                + " codec"),
                message);
    }

    @Test
    void aTypeThatOnlyTheCompilerKnowsIsNamed() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Codec.records(Generic.class));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("Generic.value is of type T, which"), message);
        assertTrue(message.endsWith("; for other types make a codec with Codec.of"), message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aDamagedPayloadOnlyCausesAnError(int seed) {
        Codec<Containers> codec = Codec.records(Containers.class);
        byte[] bytes = new byte[200];
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            random.nextBytes(bytes);
            // Otherwise nearly all end at the first byte, which says whether there is a list.
            bytes[0] = 1;
            bytes[1] = (byte) random.nextInt(3);
            Arrays.fill(bytes, 2, 5, (byte) 0);
            PayloadReader reader = new PayloadReader();
            reader.reset(MemorySegment.ofArray(bytes), random.nextInt(bytes.length));
            try {
                var _ = codec.decode(reader);
            } catch (PayloadFormatException expected) {
                assertTrue(reader.remaining() >= 0);
            }
        }
    }

    private static final class NoTypes<T> implements JobHandler<T, String> {
        @Override
        public String handle(T job, JobContext context) {
            return "";
        }
    }

    private abstract static class Above<X, Y> implements JobHandler<Y, X> {}

    private static final class Below extends Above<Map<String, Integer>, Tree> {
        @Override
        public Map<String, Integer> handle(Tree job, JobContext context) {
            return Map.of("value", job.value());
        }
    }

    @Test
    void theCodecsOfAHandlerFollowFromItsTypes() {
        Below handler = new Below();
        Tree tree = new Tree(5, null, null);

        assertEquals(tree, CodecTest.roundTrip(handler.jobCodec(), tree));
        Map<String, Integer> result = handler.handle(tree, JobContext.of(1, 1, 1));
        assertEquals(result, CodecTest.roundTrip(handler.resultCodec(), result));
    }

    @Test
    void aHandlerWhoseTypesAreUnknownIsAnError() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> new NoTypes<String>().jobCodec());

        String message = String.valueOf(e.getMessage());
        assertTrue(message.endsWith("cannot be told from its declaration; override jobCodec()"));
        assertEquals(Codec.utf8(), new NoTypes<String>().resultCodec());
    }

    @Test
    void aNullRecordIsRejected() {
        assertNull(new Tree(1, null, null).left());
        assertThrows(
                NullPointerException.class,
                () ->
                        Codec.records(Tree.class)
                                .encode(nothing(), new PayloadWriter((filled, _, _) -> filled)));
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }

    private static <T extends Record> void comesBack(Class<T> type, T value) {
        assertEquals(value, CodecTest.roundTrip(Codec.records(type), value));
    }
}
