package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.DurationStats;

/** Percentiles are those of the recorded durations, to within 1 %. */
final class DurationHistogramTest {
    private static final double ERROR = 0.01;
    private static final int COUNT = 100_000;

    private final DurationHistogram histogram = new DurationHistogram();

    private static void assertNear(long expected, Duration actual) {
        assertEquals((double) expected, (double) actual.toNanos(), expected * ERROR + 1);
    }

    @Test
    void nothingIsZero() {
        Duration zero = Duration.ZERO;
        assertEquals(new DurationStats(0, zero, zero, zero, zero, zero, zero), histogram.stats());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 63, 64, 127, 128, 129, 1_000, 1_234_567, 86_400_000_000_000L})
    void oneDurationIsAllPercentiles(long nanos) {
        histogram.record(nanos, 1);

        DurationStats stats = histogram.stats();
        assertEquals(1, stats.count());
        assertNear(nanos, stats.p50());
        assertNear(nanos, stats.p999());
        assertEquals(nanos, stats.max().toNanos());
        assertEquals(nanos, stats.mean().toNanos());
    }

    @Test
    void percentilesOfManyAreThoseOfTheSortedOnes() {
        Random random = new Random(7);
        long[] nanos = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            nanos[i] = (long) Math.exp(random.nextDouble() * 25);
            histogram.record(nanos[i], 1);
        }
        Arrays.sort(nanos);

        DurationStats stats = histogram.stats();
        assertEquals(COUNT, stats.count());
        assertNear(nanos[COUNT / 2 - 1], stats.p50());
        assertNear(nanos[COUNT * 9 / 10 - 1], stats.p90());
        assertNear(nanos[COUNT * 99 / 100 - 1], stats.p99());
        assertNear(nanos[COUNT / 1000 * 999 - 1], stats.p999());
        assertEquals(nanos[COUNT - 1], stats.max().toNanos());
    }

    @Test
    void oneOfManyStandsForAll() {
        for (int i = 0; i < 9; i++) {
            histogram.record(1_000, 1);
        }
        histogram.record(1_000_000, 16);

        DurationStats stats = histogram.stats();
        assertEquals(25, stats.count());
        assertNear(1_000_000, stats.p50());
    }

    @Test
    void whatIsOutOfRangeCountsAsTheNearest() {
        histogram.record(-5, 1);
        histogram.record(Long.MAX_VALUE, 1);

        DurationStats stats = histogram.stats();
        assertEquals(0, stats.p50().toNanos());
        assertEquals(26, stats.max().toDays());
    }

    @Test
    void nothingIsLostBetweenThreads() throws Exception {
        Thread[] threads =
                IntStream.range(0, 4)
                        .mapToObj(_ -> Thread.ofPlatform().start(this::recordMany))
                        .toArray(Thread[]::new);
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(4L * COUNT, histogram.stats().count());
    }

    private void recordMany() {
        for (int i = 0; i < COUNT; i++) {
            histogram.record(i, 1);
        }
    }
}
