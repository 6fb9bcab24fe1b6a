package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.shm.SlotTable.NONE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.claim.StateWord;

/** Each worker's results arrive once and in order, whatever becomes of the worker. */
@Timeout(120)
final class ResultLanesTest {
    private static final int WORKERS = 3;
    private static final int ONE = 1;
    private static final int OTHER = 2;
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final MemorySegment memory =
            Arena.ofAuto()
                    .allocate(
                            QueueLayout.segmentBytes(Dimensions.of(1024, 64, WORKERS)),
                            QueueLayout.APART);

    @ParameterizedTest
    @EnumSource(SemaphoreKind.class)
    void resultsOfOneWorkerAreReadInOrder(SemaphoreKind kind) {
        ResultLanes lanes = lanes(kind, 4);
        LaneWriter writer = lanes.writer(ONE);
        LaneReader reader = lanes.reader();

        for (long value = 0; value < 100; value += 2) {
            put(lanes, writer, value);
            put(lanes, writer, value + 1);
            assertEquals(value, read(lanes, reader));
            assertEquals(value + 1, read(lanes, reader));
        }

        assertEquals(NONE, reader.take(0));
    }

    @Test
    void eachLaneHasItsShareOfTheSlots() {
        assertEquals(2, Dimensions.of(4, 64, WORKERS).laneSlots());
        assertEquals(1, Dimensions.of(1, 64, WORKERS).laneSlots());
        ResultLanes lanes = lanes(4);
        LaneWriter writer = lanes.writer(ONE);
        put(lanes, writer, 1);
        put(lanes, writer, 2);

        assertEquals(NONE, writer.claim(0));
        put(lanes, lanes.writer(OTHER), 3);
        LaneReader reader = lanes.reader();
        assertEquals(1, read(lanes, reader));

        assertNotEquals(NONE, writer.claim(0));
    }

    @Test
    void noLaneWaitsForAnother() {
        ResultLanes lanes = lanes(300);
        LaneWriter busy = lanes.writer(ONE);
        LaneReader reader = lanes.reader();
        for (long value = 0; value < 100; value++) {
            put(lanes, busy, value);
        }
        put(lanes, lanes.writer(OTHER), 1000);

        int before = 0;
        while (read(lanes, reader) != 1000) {
            before++;
        }

        assertTrue(before <= 40, "results before it: " + before);
    }

    /** The slot may be freed late, by a thread that was replaced as the reader meanwhile. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aSlotThatWasTakenAndNotFreedIsNotTakenAgain(int slots) {
        ResultLanes lanes = lanes(slots);
        LaneWriter writer = lanes.writer(ONE);
        LaneReader reader = lanes.reader();
        put(lanes, writer, 1);
        int late = reader.take(0);
        for (long value = 2; writer.claim(0) != NONE; value++) {
            put(lanes, writer, value);
            assertEquals(value, read(lanes, reader));
        }

        assertEquals(NONE, reader.take(0));
        assertEquals(1, value(lanes, late));
        reader.free(late);
        put(lanes, writer, 100);

        assertEquals(100, read(lanes, reader));
    }

    @Test
    void theSuccessorOfADeadWorkerGoesOnWhereItEnded() {
        for (int published = 0; published < 5; published++) {
            for (int taken = 0; taken <= published; taken++) {
                ResultLanes lanes = lanes(12);
                LaneReader reader = lanes.reader();
                LaneWriter dead = lanes.writer(ONE);
                for (long value = 0; value < published; value++) {
                    if (dead.claim(0) == NONE) {
                        break;
                    }
                    put(lanes, dead, value);
                    if (value < taken) {
                        assertEquals(value, read(lanes, reader));
                    }
                }
                lanes.notes().abandon(ONE);

                LaneWriter successor = lanes.writer(ONE);
                long next = 100;
                while (successor.claim(0) != NONE) {
                    put(lanes, successor, next++);
                }

                for (long value = taken; value < Math.min(published, taken + 4); value++) {
                    assertEquals(value, read(lanes, reader));
                }
                for (long value = 100; value < next; value++) {
                    assertEquals(value, read(lanes, reader));
                }
                assertEquals(NONE, reader.take(0));
                put(lanes, successor, 200);
                assertEquals(200, read(lanes, reader));
            }
        }
    }

    @Test
    void aHalfWrittenResultIsDroppedAndItsUseEnds() {
        ResultLanes lanes = lanes(4);
        LaneWriter dead = lanes.writer(ONE);
        int slot = dead.claim(0);
        long before = lanes.table().word(slot);
        assertEquals(slot, lanes.notes().drafting(ONE));

        assertTrue(lanes.notes().abandon(ONE));

        assertEquals(StateWord.freed(before), lanes.table().word(slot));
        assertEquals(NONE, lanes.notes().drafting(ONE));
        assertFalse(lanes.notes().abandon(ONE), "nothing is left to drop");
        LaneWriter successor = lanes.writer(ONE);
        put(lanes, successor, 7);
        assertEquals(7, read(lanes, lanes.reader()));
    }

    /** The note is written first, so the word is still that of the draft. */
    @Test
    void aRepairThatWasInterruptedWhileItDroppedAResultDropsItAgain() {
        ResultLanes lanes = lanes(4);
        LaneWriter dead = lanes.writer(ONE);
        int slot = dead.claim(0);
        long word = lanes.table().word(slot);
        lanes.notes().abandon(ONE);
        memory.set(JAVA_LONG, lanes.layout().state(slot), word);

        assertTrue(lanes.notes().abandon(ONE));

        assertEquals(StateWord.freed(word), lanes.table().word(slot));
        put(lanes, lanes.writer(ONE), 7);
        assertEquals(7, read(lanes, lanes.reader()));
    }

    @Test
    void aResultThatIsAbandonedIsReplacedByTheNext() {
        ResultLanes lanes = lanes(4);
        LaneWriter writer = lanes.writer(ONE);
        int slot = writer.claim(0);
        writer.abandon();

        assertEquals(slot, writer.claim(0));
        put(lanes, writer, 5);

        assertEquals(5, read(lanes, lanes.reader()));
    }

    @Test
    void aWriterSleepsUntilItsOwnLaneHasRoom() {
        ResultLanes lanes = lanes(2);
        LaneWriter writer = lanes.writer(ONE);
        LaneReader reader = lanes.reader();
        put(lanes, writer, 1);
        CompletableFuture<Integer> waiting =
                CompletableFuture.supplyAsync(() -> within(() -> writer.claim(LONG_NANOS)));
        Awaitility.await().until(() -> lanes.sleepingWriters().contains(ONE));

        assertEquals(1, read(lanes, reader));

        assertNotEquals(NONE, waiting.join());
        assertTrue(lanes.sleepingWriters().isEmpty());
    }

    @Test
    void theReaderSleepsUntilAnyLaneHasAResult() {
        ResultLanes lanes = lanes(6);
        LaneReader reader = lanes.reader();
        OwnerSet sleepers = new OwnerSet(memory, lanes.layout().fullSleepers(), WORKERS);
        CompletableFuture<Long> reading = CompletableFuture.supplyAsync(() -> read(lanes, reader));
        Awaitility.await().until(() -> sleepers.contains(StateWord.COORDINATOR));

        LaneWriter writer = lanes.writer(WORKERS);
        put(lanes, writer, 9);

        assertEquals(9, reading.join());
        assertTrue(sleepers.isEmpty());
    }

    @Test
    void repairWakesTheReaderThatADeadWorkerMayHaveFailedToWake() {
        ResultLanes lanes = lanes(6);
        new OwnerSet(memory, lanes.layout().fullSleepers(), WORKERS).add(StateWord.COORDINATOR);
        lanes.sleepingWriters().add(ONE);
        Semaphore osem = semaphore(SemaphoreKind.FUTEX, lanes.layout().fullSemaphore());
        osem.release(1);

        lanes.forget(ONE);

        assertEquals(2, osem.permits());
        assertTrue(lanes.sleepingWriters().isEmpty());
    }

    @Test
    void nobodyReadsInPlaceOfAReaderThatIsAwake() {
        ResultLanes lanes = lanes(6);
        LaneReader reader = lanes.reader();
        put(lanes, lanes.writer(ONE), 1);

        assertEquals(NONE, reader.takeInPlace(_ -> true));

        assertEquals(1, read(lanes, reader));
    }

    /** Whenever the results arrive, each is taken once, by the reader or in its place. */
    @Test
    void aGuestAndTheReaderShareTheResults() {
        int rounds = 20_000;
        ResultLanes lanes = lanes(12);
        LaneReader reader = lanes.reader();
        AtomicInteger read = new AtomicInteger();
        AtomicInteger inPlace = new AtomicInteger();
        CompletableFuture<Boolean> reading =
                InThread.run(
                        () -> {
                            while (read.get() + inPlace.get() < 2 * rounds) {
                                int slot = reader.take(TimeUnit.MILLISECONDS.toNanos(1));
                                if (slot != NONE) {
                                    reader.free(slot);
                                    read.incrementAndGet();
                                }
                            }
                            return true;
                        });
        CompletableFuture<Boolean> writing =
                InThread.run(
                        () -> {
                            LaneWriter one = lanes.writer(ONE);
                            LaneWriter other = lanes.writer(OTHER);
                            for (int round = 0; round < rounds; round++) {
                                put(lanes, one, 2L * round);
                                put(lanes, other, 2L * round + 1);
                                spin(round % 300 * 100L);
                            }
                            return true;
                        });

        while (!reading.isDone()) {
            int slot = reader.takeInPlace(full -> value(lanes, full) % 2 == 0);
            if (slot != NONE) {
                reader.free(slot);
                reader.tellFree();
                inPlace.incrementAndGet();
            }
        }

        assertTrue(writing.join() && reading.join());
        assertEquals(2 * rounds, read.get() + inPlace.get());
        assertEquals(NONE, reader.take(0));
    }

    @ParameterizedTest
    @CsvSource({"FUTEX, 1", "FUTEX, 6", "FUTEX, 300", "POSIX, 1", "POLLING, 6"})
    void nothingIsLostOrSeenTwiceOrOutOfOrder(SemaphoreKind kind, int slots) {
        int each = kind == SemaphoreKind.POLLING || slots < 3 ? 2_000 : 50_000;
        ResultLanes lanes = lanes(kind, slots);
        LaneReader reader = lanes.reader();
        List<CompletableFuture<Boolean>> writers = new ArrayList<>();
        for (int worker = 1; worker <= WORKERS; worker++) {
            LaneWriter writer = lanes.writer(worker);
            writers.add(
                    InThread.run(
                            () -> {
                                for (long value = 0; value < each; value++) {
                                    put(lanes, writer, value);
                                }
                                return true;
                            }));
        }

        long[] next = new long[WORKERS + 1];
        for (int i = 0; i < WORKERS * each; i++) {
            int slot = within(() -> reader.take(LONG_NANOS));
            assertEquals(next[lanes.workerOf(slot)]++, value(lanes, slot));
            reader.free(slot);
        }

        writers.forEach(CompletableFuture::join);
        assertEquals(NONE, reader.take(0));
    }

    private ResultLanes lanes(int slots) {
        return lanes(SemaphoreKind.FUTEX, slots);
    }

    private ResultLanes lanes(SemaphoreKind kind, int slots) {
        memory.fill((byte) 0);
        QueueLayout layout = QueueLayout.results(Dimensions.of(slots, 64, WORKERS));
        layout.semaphores().forEach(offset -> kind.make(place(offset), 0));
        return new ResultLanes(
                memory,
                layout,
                offset -> semaphore(kind, offset),
                Spinning.whileCoresAreSpare(new SharedWords(memory), QueueLayout.SPINNERS));
    }

    private Semaphore semaphore(SemaphoreKind kind, long offset) {
        return kind.attach(place(offset));
    }

    private MemorySegment place(long offset) {
        return memory.asSlice(offset, QueueLayout.SEMAPHORE_BYTES);
    }

    private void put(ResultLanes lanes, LaneWriter writer, long value) {
        int slot = within(() -> writer.claim(LONG_NANOS));
        memory.set(JAVA_LONG, lanes.layout().state(slot) + QueueLayout.PAYLOAD, value);
        writer.publishUntold();
        VarHandle.fullFence();
        writer.tellFull();
    }

    private long value(ResultLanes lanes, int slot) {
        return memory.get(JAVA_LONG, lanes.layout().state(slot) + QueueLayout.PAYLOAD);
    }

    private long read(ResultLanes lanes, LaneReader reader) {
        int slot = within(() -> reader.take(LONG_NANOS));
        long value = value(lanes, slot);
        reader.free(slot);
        return value;
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private interface Attempt {
        int once();
    }

    private static int within(Attempt attempt) {
        long deadline = System.nanoTime() + LONG_NANOS;
        int slot;
        do {
            slot = attempt.once();
        } while (slot == NONE && System.nanoTime() < deadline);
        assertNotEquals(NONE, slot, "stuck");
        return slot;
    }
}
