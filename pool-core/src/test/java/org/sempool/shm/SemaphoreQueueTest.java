package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.shm.SlotTable.NONE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.claim.StateWord;

/**
 * The semaphore queue passes each message to exactly one taker, in order, and leaves no process
 * asleep while there is a slot to claim.
 */
final class SemaphoreQueueTest {
    private static final int WORKERS = 100;
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
    void messagesAreTakenInTheOrderOfTheirPuts(SemaphoreKind kind) {
        SemaphoreQueue queue = queue(kind, 3);

        put(queue, ONE, 11);
        put(queue, ONE, 12);

        assertEquals(11, take(queue, OTHER));
        assertEquals(12, take(queue, OTHER));
        assertEquals(NONE, queue.claimFull(OTHER, 0));
    }

    @Test
    void aMessageThatIsPutBackIsTakenNextEvenIfTheQueueIsFull() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 8);
        for (int value = 0; value < 8; value++) {
            put(queue, ONE, value);
        }
        int held = queue.claimFull(OTHER, 0);
        for (int value = 8; value < 20; value++) {
            assertEquals(value - 7, take(queue, OTHER));
            put(queue, ONE, value);
        }

        queue.putBack(held, OTHER, ONE);

        assertEquals(0, take(queue, OTHER));
        assertEquals(13, take(queue, OTHER));
        assertEquals(14, take(queue, OTHER));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 11, 12, 13})
    void aMessageThatIsPublishedLateIsTakenNext(int others) {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 8);
        int late = queue.claimFree(OTHER, 0);
        memory.set(JAVA_LONG, queue.layout().state(late) + QueueLayout.PAYLOAD, 99);
        for (int value = 0; value < others; value++) {
            put(queue, ONE, value);
            assertEquals(value, take(queue, ONE));
        }
        put(queue, ONE, 100);
        put(queue, ONE, 101);

        queue.publish(late, OTHER);

        List<Long> taken = List.of(take(queue, ONE), take(queue, ONE), take(queue, ONE));
        // Second at the latest: the other message may be before it in the ring.
        assertTrue(
                List.of(List.of(99L, 100L, 101L), List.of(100L, 99L, 101L)).contains(taken),
                taken::toString);
    }

    /**
     * If the timing fits, the message is published between a taker's check of its slot and the
     * taker's change of the hint.
     */
    @Test
    void aMessageThatIsPublishedWhileATakerPassesIsTakenNext() throws Exception {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 8);
        AtomicInteger round = new AtomicInteger();
        AtomicInteger published = new AtomicInteger();
        AtomicInteger late = new AtomicInteger();
        Thread publisher =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    for (int done = 0; done < 20_000; done++) {
                                        while (round.get() == done) {
                                            Thread.onSpinWait();
                                        }
                                        queue.publish(late.get(), OTHER);
                                        published.set(done + 1);
                                    }
                                });
        for (int i = 0; i < 20_000; i++) {
            int slot = queue.claimFree(OTHER, 0);
            late.set(slot);
            memory.set(JAVA_LONG, queue.layout().state(slot) + QueueLayout.PAYLOAD, 99);
            put(queue, ONE, 1);
            round.incrementAndGet();
            for (int pause = i % 64; pause > 0; pause--) {
                Thread.onSpinWait();
            }
            long early = take(queue, ONE);
            while (published.get() != i + 1) {
                Thread.onSpinWait();
            }
            put(queue, ONE, 2);

            List<Long> taken = List.of(early, take(queue, ONE), take(queue, ONE));

            assertEquals(2, taken.getLast(), "round " + i);
        }
        publisher.join();
    }

    @Test
    void publishSucceedsEvenIfWakingFails() {
        Semaphore broken =
                new Semaphore() {
                    @Override
                    public boolean tryAcquire() {
                        return false;
                    }

                    @Override
                    public boolean acquire(long timeoutNanos) {
                        return false;
                    }

                    @Override
                    public void release(int permits) {
                        throw new OutOfMemoryError("no memory for the call");
                    }

                    @Override
                    public int permits() {
                        return 0;
                    }
                };
        SemaphoreQueue queue = queue(2, broken, broken);
        new OwnerSet(memory, queue.layout().fullSleepers(), WORKERS).add(OTHER);

        put(queue, ONE, 1);

        assertEquals(1, take(queue, OTHER));
    }

    @Test
    void aFreedSlotStartsANewGeneration() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1);

        int slot = queue.claimFree(ONE, 0);
        assertEquals(0, queue.word(slot), "other processes do not see the reservation");
        queue.publish(slot, ONE);
        assertEquals(StateWord.of(0, ONE, SlotState.FULL), queue.word(slot));
        assertEquals(slot, queue.claimFull(OTHER, 0));
        assertEquals(StateWord.of(0, OTHER, SlotState.CLAIMED), queue.word(slot));
        queue.free(slot, OTHER);

        assertEquals(StateWord.of(1, StateWord.COORDINATOR, SlotState.FREE), queue.word(slot));
    }

    @Test
    void aFullQueueHasNoRoomUntilASlotIsFreed() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 2);
        put(queue, ONE, 1);
        put(queue, ONE, 2);

        assertEquals(NONE, queue.claimFree(ONE, 0));
        int taken = queue.claimFull(OTHER, 0);
        assertEquals(NONE, queue.claimFree(ONE, 0), "a claimed slot still holds its job");
        queue.free(taken, OTHER);

        assertEquals(taken, queue.claimFree(ONE, 0));
    }

    @Test
    void anAbandonedSlotIsNeverSeenAndIsFreeAgain() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1);

        queue.abandon(queue.claimFree(ONE, 0));

        assertEquals(NONE, queue.claimFull(OTHER, 0));
        assertNotEquals(NONE, queue.claimFree(ONE, 0));
    }

    @Test
    void onlyTheOwnerMayReleaseASlot() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1);
        put(queue, ONE, 1);
        int slot = queue.claimFull(ONE, 0);

        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> queue.free(slot, OTHER));

        assertEquals(
                "slot=0 is CLAIMED(owner 1, generation 0),"
                        + " expected CLAIMED(owner 2, generation 0)",
                e.getMessage());
        assertThrows(IllegalStateException.class, () -> queue.putBack(slot, OTHER, ONE));
        assertThrows(IllegalStateException.class, () -> queue.publish(slot, ONE));
        assertThrows(IllegalStateException.class, () -> queue.abandon(slot));
    }

    @Test
    void theSlotOfAnOwnerIsFoundWithoutCheckingEverySlot() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 3);
        put(queue, ONE, 1);
        put(queue, ONE, 2);
        assertEquals(NONE, queue.heldBy(OTHER));

        int first = queue.claimFull(OTHER, 0);
        assertEquals(first, queue.heldBy(OTHER));
        assertEquals(NONE, queue.heldBy(ONE));
        queue.putBack(first, OTHER, ONE);
        assertEquals(NONE, queue.heldBy(OTHER));

        int second = queue.claimFull(OTHER, 0);
        assertEquals(second, queue.heldBy(OTHER));
        queue.free(second, OTHER);
        assertEquals(NONE, queue.heldBy(OTHER));
    }

    @Test
    void aFullSlotIsFoundWhereverTheHintsPoint() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 4);
        List<Integer> slots = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            put(queue, ONE, i);
            slots.add(queue.claimFull(OTHER, 0));
        }
        // Freed and filled out of order: slot 2 is full between slots that are claimed.
        queue.free(slots.get(2), OTHER);
        put(queue, ONE, 42);

        assertEquals(42, take(queue, ONE));
    }

    @Test
    void aSlotOfAnotherGenerationIsNotClaimed() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1);
        put(queue, ONE, 1);
        long firstLife = queue.word(0);
        assertEquals(1, take(queue, OTHER));
        put(queue, ONE, 2);

        assertFalse(queue.claimExactly(0, firstLife, OTHER));
        assertTrue(queue.claimExactly(0, queue.word(0), OTHER));
    }

    @ParameterizedTest
    @EnumSource(SemaphoreKind.class)
    void aSleepingTakerIsWokenByAPut(SemaphoreKind kind) throws Exception {
        SemaphoreQueue queue = queue(kind, 2);
        CompletableFuture<Long> taker = CompletableFuture.supplyAsync(() -> take(queue, OTHER));

        put(queue, ONE, 7);

        assertEquals(7, taker.get(10, TimeUnit.SECONDS));
    }

    /** With every timing: while the taker checks slot after slot, the putter puts two messages. */
    @Test
    void messagesOfOnePutterAreTakenInOrder() {
        int pairs = 20_000;
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1024);
        CompletableFuture<Boolean> putter =
                InThread.run(
                        () -> {
                            for (long pair = 0; pair < pairs; pair++) {
                                put(queue, ONE, 2 * pair);
                                put(queue, ONE, 2 * pair + 1);
                                spin(pair % 100 * 100);
                            }
                            return true;
                        });

        for (long value = 0; value < 2L * pairs; value++) {
            assertEquals(value, take(queue, OTHER));
        }

        assertTrue(putter.join());
    }

    @Test
    void aSleeperIsRegisteredWhileItSleeps() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 2);
        OwnerSet sleepers = fullSleepers(2);
        CompletableFuture<Long> taker = CompletableFuture.supplyAsync(() -> take(queue, 70));

        Awaitility.await().until(() -> sleepers.contains(70));
        put(queue, ONE, 1);

        assertEquals(1, taker.join());
        Awaitility.await().until(sleepers::isEmpty);
    }

    @Test
    void aPutWakesASleeperOnlyIfThereIsOneAndNoPermitIsOnItsWay() {
        CountingSemaphore free = new CountingSemaphore();
        CountingSemaphore full = new CountingSemaphore();
        SemaphoreQueue queue = queue(4, free, full);
        OwnerSet sleepers = fullSleepers(4);

        put(queue, ONE, 1);
        assertEquals(0, full.permits(), "there is no sleeper");
        sleepers.add(70);
        sleepers.add(71);
        put(queue, ONE, 2);
        assertEquals(1, full.permits());
        put(queue, ONE, 3);
        assertEquals(1, full.permits(), "the taker of the permit sees both");
        assertTrue(full.tryAcquire());
        put(queue, ONE, 4);
        assertEquals(1, full.permits());

        assertEquals(0, free.permits());
    }

    @Test
    void aFreedOrAbandonedSlotWakesASleepingPutter() {
        CountingSemaphore free = new CountingSemaphore();
        SemaphoreQueue queue = queue(1, free, new CountingSemaphore());
        OwnerSet sleepers =
                new OwnerSet(
                        memory,
                        QueueLayout.jobs(Dimensions.of(1, 64, WORKERS)).freeSleepers(),
                        WORKERS);
        sleepers.add(70);

        queue.abandon(queue.claimFree(ONE, 0));
        assertTrue(free.tryAcquire());
        put(queue, ONE, 1);
        assertEquals(1, take(queue, OTHER));

        assertTrue(free.tryAcquire());
    }

    @Test
    void aWokenTakerWakesTheNextIfAMessageIsLeft() {
        CountingSemaphore full = new CountingSemaphore();
        SemaphoreQueue queue = queue(4, new CountingSemaphore(), full);
        OwnerSet sleepers = fullSleepers(4);
        sleepers.add(70);
        // Two jobs are put while the sleeper is about to sleep; one permit is released for both.
        full.onAcquire =
                () -> {
                    put(queue, ONE, 1);
                    put(queue, ONE, 2);
                };

        int slot = queue.claimFull(OTHER, LONG_NANOS);

        assertNotEquals(NONE, slot);
        assertEquals(1, full.permits(), "the permit is for the other sleeper");
    }

    @Test
    void aDeadSleeperIsForgottenAndItsWakeUpIsPassedOn() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 2);
        OwnerSet sleepers = fullSleepers(2);
        sleepers.add(OTHER);

        queue.forget(OTHER);
        queue.forget(OTHER);

        assertTrue(sleepers.isEmpty());
    }

    /** A word that is changed without marking its block shows whether the slots were checked. */
    @Test
    void aFullQueueIsRecognizedWithoutCheckingItsSlots() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1024);
        for (int value = 0; value < 1024; value++) {
            put(queue, ONE, value);
        }
        assertEquals(NONE, queue.claimFree(ONE, 0));
        int unmarked = 300;
        long full = queue.word(unmarked);
        memory.set(JAVA_LONG, queue.layout().state(unmarked), StateWord.freed(full));

        assertEquals(NONE, queue.claimFree(ONE, 0));
        memory.set(JAVA_LONG, queue.layout().state(unmarked), full);
        assertEquals(0, take(queue, OTHER));

        assertEquals(0, queue.claimFree(ONE, 0), "the freed slot is found");
    }

    @Test
    void anEmptyQueueIsRecognizedWithoutCheckingItsSlotsExceptForPeriodicRechecks() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1024);
        assertEquals(NONE, queue.claimFull(OTHER, 0));
        int unmarked = 300;
        long full = StateWord.of(0, ONE, SlotState.FULL);
        memory.set(JAVA_LONG, queue.layout().state(unmarked), full);

        assertEquals(NONE, queue.claimFull(OTHER, 0));

        assertEquals(
                unmarked, within(() -> queue.claimFull(OTHER, 1)), "the unmarked slot is found");
    }

    @Test
    void aSlotThatADeadOwnerDidNotMarkIsFoundAfterRepair() {
        SemaphoreQueue queue = queue(SemaphoreKind.FUTEX, 1024);
        assertEquals(NONE, queue.claimFull(OTHER, 0));
        memory.set(JAVA_LONG, queue.layout().state(300), StateWord.of(0, ONE, SlotState.FULL));

        queue.forget(ONE);

        assertEquals(300, queue.claimFull(OTHER, 0));
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private OwnerSet fullSleepers(int slots) {
        return new OwnerSet(
                memory,
                QueueLayout.jobs(Dimensions.of(slots, 64, WORKERS)).fullSleepers(),
                WORKERS);
    }

    /**
     * Several putters and takers, queues from one slot up: each number arrives once, and no thread
     * is stuck.
     */
    @ParameterizedTest
    @CsvSource({
        "FUTEX, 1", "FUTEX, 2", "FUTEX, 7", "FUTEX, 256",
        "POSIX, 1", "POSIX, 7", "POLLING, 1", "POLLING, 7"
    })
    void nothingIsLostOrSeenTwiceWithManyOnEachSide(SemaphoreKind kind, int slots) {
        SemaphoreQueue queue = queue(kind, slots);
        int each = kind == SemaphoreKind.POLLING || slots < 3 ? 2_000 : 20_000;
        int putters = 3;
        int takers = 3;
        int total = putters * each;
        AtomicInteger left = new AtomicInteger(total);
        BitSet seen = new BitSet(total);
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        for (int p = 0; p < putters; p++) {
            int owner = 1 + p;
            threads.add(
                    InThread.run(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    put(queue, owner, (long) (owner - 1) * each + i);
                                }
                                return true;
                            }));
        }
        for (int t = 0; t < takers; t++) {
            int owner = 64 + t;
            threads.add(
                    InThread.run(
                            () -> {
                                while (left.getAndDecrement() > 0) {
                                    int number = (int) take(queue, owner);
                                    synchronized (seen) {
                                        assertFalse(seen.get(number), "twice: " + number);
                                        seen.set(number);
                                    }
                                }
                                return true;
                            }));
        }

        threads.forEach(CompletableFuture::join);

        assertEquals(total, seen.cardinality());
        for (int slot = 0; slot < slots; slot++) {
            assertEquals(SlotState.FREE, StateWord.state(queue.word(slot)));
        }
    }

    private SemaphoreQueue queue(SemaphoreKind kind, int slots) {
        QueueLayout layout = QueueLayout.jobs(Dimensions.of(slots, 64, WORKERS));
        return queue(
                slots,
                kind.make(memory.asSlice(layout.freeSemaphore(), QueueLayout.SEMAPHORE_BYTES), 0),
                kind.make(memory.asSlice(layout.fullSemaphore(), QueueLayout.SEMAPHORE_BYTES), 0));
    }

    private SemaphoreQueue queue(int slots, Semaphore free, Semaphore full) {
        return new SemaphoreQueue(
                memory,
                QueueLayout.jobs(Dimensions.of(slots, 64, WORKERS)),
                free,
                full,
                Spinning.whileCoresAreSpare(new SharedWords(memory), QueueLayout.SPINNERS));
    }

    /** Never sleeps, and counts its calls. */
    private static final class CountingSemaphore implements Semaphore {
        private int permits;
        private Runnable onAcquire = () -> {};

        @Override
        public boolean tryAcquire() {
            return permits > 0 && permits-- > 0;
        }

        @Override
        public boolean acquire(long timeoutNanos) {
            onAcquire.run();
            return tryAcquire();
        }

        @Override
        public void release(int count) {
            permits += count;
        }

        @Override
        public int permits() {
            return permits;
        }
    }

    private void put(SemaphoreQueue queue, int owner, long value) {
        int slot = within(() -> queue.claimFree(owner, LONG_NANOS));
        memory.set(JAVA_LONG, queue.layout().state(slot) + QueueLayout.PAYLOAD, value);
        queue.publish(slot, owner);
    }

    private long take(SemaphoreQueue queue, int owner) {
        int slot = within(() -> queue.claimFull(owner, LONG_NANOS));
        long value = memory.get(JAVA_LONG, queue.layout().state(slot) + QueueLayout.PAYLOAD);
        queue.free(slot, owner);
        return value;
    }

    private interface Claim {
        int tryOnce();
    }

    /** A claim may return early, by the queue's contract. */
    private static int within(Claim claim) {
        long deadline = System.nanoTime() + LONG_NANOS;
        int slot;
        do {
            slot = claim.tryOnce();
        } while (slot == NONE && System.nanoTime() < deadline);
        assertNotEquals(NONE, slot, "stuck");
        return slot;
    }
}
