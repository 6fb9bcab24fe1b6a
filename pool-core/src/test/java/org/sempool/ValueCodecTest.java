package org.sempool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadReader;

/** The JDK's value types, sealed interfaces and generic records travel. */
final class ValueCodecTest {
    @TempDir private Path directory;

    private record Times(
            @Nullable Instant instant,
            @Nullable LocalDate date,
            @Nullable LocalTime time,
            @Nullable LocalDateTime dateTime,
            @Nullable OffsetTime offsetTime,
            @Nullable OffsetDateTime offsetDateTime,
            @Nullable ZonedDateTime zoned,
            @Nullable ZoneId zone,
            @Nullable ZoneOffset offset,
            @Nullable Period period,
            @Nullable Duration duration,
            @Nullable Year year,
            @Nullable YearMonth month,
            @Nullable MonthDay day,
            @Nullable DayOfWeek weekday) {}

    private record Others(
            @Nullable BigDecimal number,
            @Nullable URI uri,
            @Nullable Set<String> set,
            @Nullable OptionalInt i,
            @Nullable OptionalLong l,
            @Nullable OptionalDouble d,
            @Nullable Path path,
            @Nullable Locale locale,
            @Nullable Currency currency) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Arrays4(
            float[] floats, short[] shorts, char[] chars, boolean[] flags, Instant[] times) {}

    private sealed interface Shape {}

    private record Circle(double radius) implements Shape {}

    private record Group(List<Shape> shapes, @Nullable Shape frame) implements Shape {}

    private sealed interface Marker extends Shape {}

    private enum Corner implements Marker {
        LEFT {
            @Override
            public String toString() {
                return "with a body";
            }
        },
        RIGHT
    }

    private record Drawing(Shape shape, Map<String, Shape> named) {}

    private sealed interface Open {}

    private non-sealed interface Anything extends Open {}

    private record WithOpen(Open open) {}

    private record Pair<A, B>(A first, B second) {}

    private record Chain<T>(T value, @Nullable Chain<T> next) {}

    private record Uses(
            Pair<String, List<Integer>> pair,
            Pair<Pair<Instant, String[]>, Chain<Long>> nested,
            List<? extends Pair<String, Integer>> wild) {}

    private record Endless<T>(T value, @Nullable Endless<List<T>> next) {}

    private record UsesEndless(Endless<String> endless) {}

    private sealed interface Result<T> {}

    private record Ok<T>(T value) implements Result<T> {}

    private record Bad<X>(String why) implements Result<X> {}

    private abstract static class Base<T> implements JobHandler<Pair<T, T>, Result<T>> {}

    private static final class Derived extends Base<Instant> {
        @Override
        public Result<Instant> handle(Pair<Instant, Instant> job, JobContext context) {
            return new Ok<>(job.first());
        }
    }

    private static final Times TIMES =
            new Times(
                    Instant.MAX,
                    LocalDate.MIN,
                    LocalTime.MAX,
                    LocalDateTime.MAX,
                    OffsetTime.MIN,
                    OffsetDateTime.MAX,
                    // The second of two hours of this name.
                    ZonedDateTime.ofLocal(
                            LocalDateTime.of(2024, 10, 27, 2, 30),
                            ZoneId.of("Europe/Berlin"),
                            ZoneOffset.ofHours(1)),
                    ZoneId.of("Asia/Tokyo"),
                    ZoneOffset.ofHoursMinutesSeconds(-3, -4, -5),
                    Period.of(1, -2, 3),
                    Duration.ofSeconds(Long.MIN_VALUE, 1),
                    Year.of(-5),
                    YearMonth.of(2024, 12),
                    MonthDay.of(2, 29),
                    DayOfWeek.FRIDAY);

    @Test
    void timesComeBack() {
        comesBack(Times.class, TIMES);
        comesBack(
                Times.class,
                new Times(
                        null, null, null, null, null, null, null, null, null, null, null, null,
                        null, null, null));
    }

    @Test
    void otherValuesComeBack() {
        comesBack(
                Others.class,
                new Others(
                        new BigDecimal("-12345678901234567890.120"),
                        URI.create("https://example.org/a?b=ü#c"),
                        Set.of("a", "b"),
                        OptionalInt.of(-1),
                        OptionalLong.empty(),
                        OptionalDouble.of(0.5),
                        Path.of("/models/ü.bin"),
                        Locale.forLanguageTag("sr-Latn-RS"),
                        Currency.getInstance("CHF")));
        comesBack(Others.class, new Others(null, null, null, null, null, null, null, null, null));
    }

    private static final class Prices implements JobHandler<Locale, Currency> {
        @Override
        public Currency handle(Locale job, JobContext context) {
            return Currency.getInstance(job);
        }
    }

    private static final class Parents implements JobHandler<Path, Path> {
        @Override
        public Path handle(Path job, JobContext context) {
            return job.resolve("..").normalize();
        }
    }

    @Test
    void aJobMayBeAPathOrALocale() {
        Prices prices = new Prices();
        Parents parents = new Parents();
        for (Path path : List.of(Path.of(""), Path.of("a/../b"), Path.of("/"))) {
            assertEquals(path, CodecTest.roundTrip(parents.jobCodec(), path));
        }
        for (Locale locale : List.of(Locale.ROOT, Locale.JAPAN, Locale.of("ja", "JP", "JP"))) {
            assertEquals(locale, CodecTest.roundTrip(prices.jobCodec(), locale));
        }
        Currency yen = prices.handle(Locale.JAPAN, JobContext.of(1, 1, 1));
        assertEquals(yen, CodecTest.roundTrip(prices.resultCodec(), yen));
    }

    @Test
    void whatItsTextDoesNotTellIsRefused() throws IOException {
        assertCannotTravel(new Prices().jobCodec(), Locale.of("no", "NO", "NY"), "a locale that");
        Path jar = directory.resolve("a.jar");
        try (FileSystem other = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            assertCannotTravel(new Parents().jobCodec(), other.getPath("/a"), "only a path of");
        }
    }

    private static <T> void assertCannotTravel(Codec<T> codec, T value, String why) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> CodecTest.roundTrip(codec, value));
        assertTrue(String.valueOf(e.getMessage()).startsWith(why), e.getMessage());
    }

    @Test
    void aSetKeepsItsOrderAndIsUnmodifiable() {
        Set<String> tags = new LinkedHashSet<>(List.of("c", "a", "b"));

        Set<String> back =
                CodecTest.roundTrip(
                                Codec.records(Others.class),
                                new Others(null, null, tags, null, null, null, null, null, null))
                        .set();

        assertEquals("[c, a, b]", "" + back);
        assertThrows(
                UnsupportedOperationException.class,
                () -> java.util.Objects.requireNonNull(back).clear());
    }

    @Test
    void arraysComeBack() {
        Arrays4 value =
                new Arrays4(
                        new float[] {1.5f, Float.NaN},
                        new short[] {Short.MIN_VALUE, 7, 8},
                        new char[] {'a', '\uDE00'},
                        new boolean[] {true, false, true},
                        new Instant[] {Instant.EPOCH});

        Arrays4 back = CodecTest.roundTrip(Codec.records(Arrays4.class), value);

        assertArrayEquals(value.floats(), back.floats());
        assertArrayEquals(value.shorts(), back.shorts());
        assertArrayEquals(value.chars(), back.chars());
        assertArrayEquals(value.flags(), back.flags());
        assertArrayEquals(value.times(), back.times());
    }

    @Test
    void sealedInterfacesComeBack() {
        Group group =
                new Group(
                        List.of(new Circle(1), Corner.LEFT, new Group(List.of(), null)),
                        Corner.RIGHT);

        comesBack(Drawing.class, new Drawing(group, Map.of("one", new Circle(2))));
    }

    @Test
    void aSealedInterfaceOfOtherClassesIsNamed() {
        assertRefused(WithOpen.class, "WithOpen.open may be a " + Anything.class.getName());
    }

    @Test
    @SuppressWarnings("NullAway") // components may be null
    void genericRecordsComeBack() {
        comesBack(
                Uses.class,
                new Uses(
                        new Pair<>("a", List.of(1, 2)),
                        new Pair<>(
                                new Pair<>(Instant.EPOCH, null),
                                new Chain<>(1L, new Chain<>(2L, null))),
                        List.of(new Pair<>("b", 3))));
    }

    @Test
    void aTypeThatNeverEndsIsRefused() {
        assertRefused(
                UsesEndless.class, "Endless.next has a type whose arguments are nested without");
    }

    @Test
    void aHandlerMayUseGenericTypes() {
        Derived handler = new Derived();
        Pair<Instant, Instant> job = new Pair<>(Instant.EPOCH, Instant.MAX);

        assertEquals(job, CodecTest.roundTrip(handler.jobCodec(), job));
        Result<Instant> ok = handler.handle(job, JobContext.of(1, 1, 1));
        assertEquals(ok, CodecTest.roundTrip(handler.resultCodec(), ok));
        Result<Instant> bad = new Bad<>("why");
        assertEquals(bad, CodecTest.roundTrip(handler.resultCodec(), bad));
    }

    @Test
    void damagedPayloadsOnlyCauseTheErrorForThat() {
        Random random = new Random(5);
        int accepted = 0;
        for (Class<? extends Record> type :
                List.of(Times.class, Others.class, Arrays4.class, Drawing.class, Uses.class)) {
            Codec<?> codec = Codec.records(type);
            for (int round = 0; round < 5_000; round++) {
                byte[] bytes = new byte[1 + random.nextInt(300)];
                random.nextBytes(bytes);
                for (int i = 0; i < bytes.length; i++) {
                    // Small numbers are what lengths and kinds look like.
                    bytes[i] = random.nextInt(4) == 0 ? bytes[i] : (byte) random.nextInt(3);
                }
                PayloadReader reader = new PayloadReader();
                reader.reset(MemorySegment.ofArray(bytes), bytes.length);
                try {
                    var _ = codec.decode(reader);
                    accepted++;
                } catch (PayloadFormatException expected) {
                    assertTrue(reader.remaining() >= 0);
                }
            }
        }
        assertTrue(accepted >= 0, "" + accepted);
    }

    @Test
    void timesOutOfRangeAreThePayloadsFault() {
        byte[] bytes = new byte[100];
        Arrays.fill(bytes, (byte) 0x7f);
        bytes[0] = 1;
        PayloadReader reader = new PayloadReader();
        reader.reset(MemorySegment.ofArray(bytes), bytes.length);

        assertThrows(PayloadFormatException.class, () -> Codec.records(Times.class).decode(reader));
    }

    private static void assertRefused(Class<? extends Record> type, String why) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Codec.records(type));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith(why), message);
    }

    private static <T extends Record> void comesBack(Class<T> type, T value) {
        assertEquals(value, CodecTest.roundTrip(Codec.records(type), value));
    }
}
