package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The workers' heaps have a default limit together, and one that the user can set. */
final class WorkerHeapIT {
    private static final long MIB = 1 << 20;

    /**
     * The heap that the JVM chooses if its share is smaller, unless it is given a number of bytes.
     */
    private static final long SMALLEST_SHARE = 126 * MIB;

    /** Returns the largest heap of its JVM. */
    public static final class Heap implements JobHandler<String, Long> {
        @Override
        public Long handle(String job, JobContext context) {
            return Runtime.getRuntime().maxMemory();
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void togetherTheyMayUseHalfTheMemory(int workers) {
        long share = memory() / 2 / workers;

        // One ready worker is enough, because all have the same flags.
        long heap = heap(TestPools.builder(Heap.class).workers(workers));

        assertTrue(heap <= Math.max(share + share / 50, SMALLEST_SHARE), heap + " of " + share);
        assertTrue(heap >= share / 2, heap + " of " + share);
    }

    @Test
    void theHeapCanBeSetInBytes() {
        assertBetween(56 * MIB, 64 * MIB, heap(builder().heap(64 * MIB)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx64m", "-XX:MaxHeapSize=64m"})
    void theUsersFlagReplacesTheDefault(String flag) {
        assertBetween(56 * MIB, 64 * MIB, heap(builder().jvmFlags(flag)));
    }

    @Test
    void theUsersShareReplacesTheDefault() {
        long heap = heap(builder().jvmFlags("-XX:MaxRAMPercentage=70"));

        assertBetween(memory() * 65 / 100, memory() * 75 / 100, heap);
    }

    @Test
    void theHeapMayBeSmallerThanTheInitialHeap() {
        assertBetween(6 * MIB, 8 * MIB, heap(builder().jvmFlags("-Xmx7m")));
        assertBetween(6 * MIB, 8 * MIB, heap(builder().heap(7 * MIB)));
    }

    @Test
    void theInitialHeapMayBeLargerThanTheShare() {
        long initial = memory() / 100 * 8;

        long heap = heap(TestPools.builder(Heap.class).workers(16).jvmFlags("-Xms" + initial));

        assertTrue(heap >= initial * 9 / 10, heap + " of " + initial);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 2 * MIB - 1})
    void aHeapThatIsTooSmallForAnyJvmIsNamed(long bytes) {
        assertRejected(
                builder().heap(bytes),
                "heap=" + bytes + " is out of range; allowed is 2097152 or more, in bytes");
    }

    @ParameterizedTest
    @CsvSource({"-Xmx1g", "-XX:MaxHeapSize=1g", "-XX:MaxRAMPercentage=10"})
    void settingTheHeapTwiceIsRejected(String flag) {
        assertRejected(
                builder().heap(64 * MIB).jvmFlags("-ea", flag),
                "heap=67108864 and the JVM flag "
                        + flag
                        + " both set the largest heap; leave one of them out");
    }

    @Test
    void aHeapThatIsTooLargeForTheMachineFailsThePoolWithTheJvmsMessage() {
        PoolStartException e =
                assertThrows(PoolStartException.class, () -> builder().heap(1L << 62).build());

        assertTrue(
                String.valueOf(e.getMessage()).contains("Could not reserve enough space"),
                e.getMessage());
    }

    private static void assertRejected(WorkerPoolBuilder<String, Long> builder, String why) {
        assertEquals(
                why, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    /** The JVM does not count its whole young generation. */
    private static void assertBetween(long least, long most, long heap) {
        assertTrue(heap >= least && heap <= most, least + " <= " + heap + " <= " + most);
    }

    private static long heap(WorkerPoolBuilder<String, Long> builder) {
        try (WorkerPool<String, Long> pool = builder.build()) {
            return pool.submit("").join();
        }
    }

    private static WorkerPoolBuilder<String, Long> builder() {
        return TestPools.builder(Heap.class).workers(1);
    }

    /** The memory as a JVM sees it that may use all of it, in a container if there is one. */
    private static long memory() {
        return heap(builder().jvmFlags("-XX:MaxRAMPercentage=100"));
    }
}
