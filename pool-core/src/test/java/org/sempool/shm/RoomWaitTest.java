package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.spi.NoRoomException;

/** A writer waits for room as long as its patience lasts, and in the order in which it came. */
@Timeout(60)
final class RoomWaitTest {
    private static final int OWNER = 1;
    private static final int DEAD = 2;
    private static final int PLACE = 7;

    private final MemorySegment memory = Arena.ofAuto().allocate(1024, 128);
    private final OwnerSet sleepers = new OwnerSet(memory, 0, 4);
    private final FutexSemaphore semaphore = new FutexSemaphore(memory.asSlice(512, 128));
    private final RoomWait room = new RoomWait(sleepers, semaphore, OWNER);
    private final AtomicInteger place = new AtomicInteger(PayloadMemory.NONE);

    @Test
    void roomThatIsThereNeedsNoPatience() {
        place.set(PLACE);

        assertEquals(PLACE, room.claim(place::get, RoomWaitTest::never));
    }

    @Test
    void withoutPatienceThereIsNoWait() {
        assertEquals(PayloadMemory.NONE, room.claim(place::get, null));
        assertEquals(PayloadMemory.NONE, room.claim(place::get, () -> false));
        assertThrows(
                NoRoomException.class,
                () ->
                        room.claim(
                                place::get,
                                () -> {
                                    throw new NoRoomException();
                                }));
        assertTrue(sleepers.isEmpty());
    }

    @Test
    void aMissingMemoryEndsTheWait() {
        place.set(PayloadMemory.NO_MEMORY);

        assertEquals(PayloadMemory.NO_MEMORY, room.claim(place::get, RoomWaitTest::never));
    }

    @Test
    void aFreedSlotWakesTheSleeper() {
        // With the other semaphore the sleep would soon end by itself.
        RoomWait room = new RoomWait(sleepers, new OnlyWoken(), OWNER);
        CompletableFuture<Integer> waiter = InThread.run(() -> room.claim(place::get, () -> true));
        Awaitility.await().until(() -> sleepers.contains(OWNER));

        place.set(PLACE);
        room.wakeAll();

        assertEquals(PLACE, waiter.join());
        assertTrue(sleepers.isEmpty());
    }

    @Test
    void whoComesLaterDoesNotGetTheRoomFirst() {
        AtomicBoolean patient = new AtomicBoolean(true);
        CompletableFuture<Integer> first = InThread.run(() -> room.claim(() -> -1, patient::get));
        Awaitility.await().until(() -> sleepers.contains(OWNER));
        CompletableFuture<Integer> second = InThread.run(() -> room.claim(() -> PLACE, () -> true));

        assertFalse(second.isDone());
        patient.set(false);

        assertEquals(PayloadMemory.NONE, first.join());
        assertEquals(PLACE, second.join());
    }

    @Test
    void anInterruptStaysForThePatienceToSee() {
        Thread.currentThread().interrupt();
        int[] asked = {0};
        try {
            int claimed = room.claim(place::get, () -> asked[0]++ < 3);

            assertEquals(PayloadMemory.NONE, claimed);
            assertEquals(4, asked[0]);
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            var _ = Thread.interrupted();
        }
    }

    @Test
    void aDeadSleeperIsForgottenAndTheOthersAreWoken() {
        sleepers.add(DEAD);
        sleepers.add(OWNER);

        room.forget(DEAD);

        assertFalse(sleepers.contains(DEAD));
        assertEquals(1, semaphore.permits());
    }

    /** Its sleeps end only when they are ended. */
    private static final class OnlyWoken implements Semaphore {
        private final java.util.concurrent.Semaphore permits =
                new java.util.concurrent.Semaphore(0);

        @Override
        public boolean tryAcquire() {
            return permits.tryAcquire();
        }

        @Override
        public boolean acquire(long timeoutNanos) {
            permits.acquireUninterruptibly();
            return true;
        }

        @Override
        public void release(int count) {
            permits.release(count);
        }

        @Override
        public int permits() {
            return permits.availablePermits();
        }
    }

    private static boolean never() {
        throw new AssertionError("there is nothing to wait for");
    }
}
