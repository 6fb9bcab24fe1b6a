package org.sempool;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The codecs of a handler's jobs and results follow from the types that it declares. */
final class TypedJobsIT {
    /** A job. */
    public record Order(String customer, List<Item> items) {}

    /** A part of a job. */
    public record Item(String name, int count, double price) {}

    /** A result. */
    public record Bill(String customer, double total, Map<String, Double> positions) {}

    /** From record to record. */
    public static final class Billing implements JobHandler<Order, Bill> {
        @Override
        public Bill handle(Order order, JobContext context) {
            if (order.items().isEmpty()) {
                Runtime.getRuntime().halt(9);
            }
            double total = order.items().stream().mapToDouble(i -> i.count() * i.price()).sum();
            return new Bill(
                    order.customer(),
                    total,
                    Map.of(order.items().getFirst().name(), order.items().getFirst().price()));
        }
    }

    /** Appends the byte FF, which is never UTF-8. */
    public static final class Marked implements ByteLineHandler {
        @Override
        public String name() {
            return "marked";
        }

        @Override
        public String description() {
            return "marks its line";
        }

        @Override
        public byte[] handle(byte[] line, JobContext context) {
            byte[] marked = Arrays.copyOf(line, line.length + 1);
            marked[line.length] = (byte) 0xFF;
            return marked;
        }
    }

    /** Jobs are not copied. */
    public static final class Sum implements JobHandler<MemorySegment, Long> {
        @Override
        public Codec<MemorySegment> jobCodec() {
            return Codec.segmentViews();
        }

        @Override
        public Long handle(MemorySegment job, JobContext context) {
            assertTrue(job.isNative() && job.isReadOnly(), job::toString);
            return job.elements(JAVA_BYTE).mapToLong(each -> each.get(JAVA_BYTE, 0)).sum();
        }
    }

    /** Has a type that cannot travel. */
    public static final class Tags implements JobHandler<SortedSet<String>, String> {
        @Override
        public String handle(SortedSet<String> job, JobContext context) {
            return "";
        }
    }

    /** A job and a result. */
    public record Text(String text) {}

    /** Cuts characters that take two units in half. */
    public static final class FirstHalf implements JobHandler<Text, Text> {
        @Override
        public Text handle(Text job, JobContext context) {
            return new Text(job.text().substring(0, job.text().length() / 2));
        }
    }

    /** Its result would refer to memory that is gone. */
    public static final class ViewOfResult implements JobHandler<String, MemorySegment> {
        @Override
        public Codec<MemorySegment> resultCodec() {
            return Codec.segmentViews();
        }

        @Override
        public MemorySegment handle(String job, JobContext context) {
            return MemorySegment.NULL;
        }
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void recordsTravelAndADeathFailsOnlyItsJob() {
        Order order = new Order("Ada", List.of(new Item("tea", 3, 2.5), new Item("cup", 1, 4)));
        try (WorkerPool<Order, Bill> pool =
                TestPools.builder(Billing.class).workers(1).attempts(1).build()) {
            Failures.of(WorkerDiedException.class, pool.submit(new Order("Eve", List.of())));

            assertEquals(new Bill("Ada", 11.5, Map.of("tea", 2.5)), pool.submit(order).join());
        }
    }

    @Test
    void textThatIsNotUnicodeFailsItsJobInsteadOfBeingChanged() {
        try (WorkerPool<Text, Text> pool = WorkerPool.builder(FirstHalf.class).workers(1).build()) {
            JobFailedException result =
                    Failures.of(JobFailedException.class, pool.submit(new Text("\uD83D\uDE00")));
            IllegalArgumentException job =
                    assertThrows(
                            IllegalArgumentException.class, () -> pool.submit(new Text("a\uDE00")));

            assertTrue(result.toString().contains("unpaired surrogate, U+D83D"), result::toString);
            assertTrue(job.toString().contains("U+DE00, as character 2 of 2"), job::toString);
            assertEquals("\uD83D\uDE00", pool.submit(new Text("\uD83D\uDE00..")).join().text());
        }
    }

    @Test
    void aJobMayBeReadInPlace() {
        byte[] small = bytes(100);
        byte[] inAFile = bytes(100_000);
        try (WorkerPool<MemorySegment, Long> pool =
                TestPools.builder(Sum.class).workers(1).build()) {
            for (byte[] job : List.of(small, inAFile, small)) {
                assertEquals(sum(job), pool.submit(MemorySegment.ofArray(job)).join());
            }
        }
    }

    @Test
    void aHandlerOfBytesGetsThemFromStringsAndFromBytes() {
        byte[] line = {'a', (byte) 0xC3, 'b'};
        byte[] marked = {'a', (byte) 0xC3, 'b', (byte) 0xFF};
        try (WorkerPool<String, String> pool = TestPools.builder(Marked.class).workers(1).build()) {
            assertEquals("a\uDCC3b\uDCFF", pool.submit("a\uDCC3b").join());
        }
        try (WorkerPool<byte[], byte[]> pool =
                TestPools.builder(Marked.class)
                        .workers(1)
                        .submitterCodecs(Codec.bytes(), Codec.bytes())
                        .build()) {
            assertArrayEquals(marked, pool.submit(line).join());
        }
    }

    @Test
    void aTypeThatCannotTravelIsNamedWhenThePoolIsBuilt() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> TestPools.builder(Tags.class).build());

        String message = String.valueOf(e.getMessage());
        assertTrue(
                message.startsWith(
                        "handler="
                                + Tags.class.getName()
                                + " has no usable codecs: a job of "
                                + Tags.class.getName()
                                + " is of type java.util.SortedSet<java.lang.String>"),
                message);
    }

    @Test
    void aResultCannotBeAView() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> TestPools.builder(ViewOfResult.class).build());

        assertTrue(String.valueOf(e.getMessage()).contains("use segments()"), "" + e);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static long sum(byte[] bytes) {
        return IntStream.range(0, bytes.length).mapToLong(i -> bytes[i]).sum();
    }
}
