package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every semaphore counts permits, wakes sleepers and survives kills, between threads and between
 * processes.
 */
abstract class SemaphoreContract {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int ROUNDS = 2_000;
    private static final int STEPS = 20_000;

    private final SemaphoreKind kind;
    private final Arena arena = Arena.ofShared();

    @TempDir private Path directory;
    private Path file;
    private MemorySegment memory;

    SemaphoreContract(SemaphoreKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void map() {
        file = directory.resolve("shared");
        memory = SharedFile.map(file, Peer.BYTES, arena);
    }

    @AfterEach
    void unmap() {
        arena.close();
    }

    @Test
    void hasAsManyPermitsAsItIsGiven() {
        Semaphore semaphore = kind.make(Peer.first(memory), 3);

        assertEquals(3, semaphore.permits());
        assertTrue(semaphore.tryAcquire());
        assertTrue(semaphore.acquire(0));
        assertTrue(semaphore.acquire(LONG_NANOS));
        assertFalse(semaphore.tryAcquire());
        assertEquals(0, semaphore.permits());
    }

    @Test
    void releasedPermitsAddUp() {
        Semaphore semaphore = kind.make(Peer.first(memory), 0);

        semaphore.release(2);
        semaphore.release(1);

        assertEquals(3, semaphore.permits());
    }

    @Test
    void acquireGivesUpAfterItsTimeout() {
        Semaphore semaphore = kind.make(Peer.first(memory), 0);
        long start = System.nanoTime();

        assertFalse(semaphore.acquire(SHORT_NANOS));

        assertTrue(System.nanoTime() - start >= SHORT_NANOS);
        assertEquals(0, semaphore.permits());
    }

    @Test
    void aReleaseWakesASleeper() throws Exception {
        Semaphore semaphore = kind.make(Peer.first(memory), 0);
        List<CompletableFuture<Boolean>> sleepers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sleepers.add(InThread.run(() -> semaphore.acquire(LONG_NANOS)));
        }

        semaphore.release(1);
        Awaitility.await().until(() -> done(sleepers) == 1);
        semaphore.release(2);

        for (CompletableFuture<Boolean> sleeper : sleepers) {
            assertTrue(sleeper.get(10, TimeUnit.SECONDS));
        }
        assertEquals(0, semaphore.permits());
    }

    @Test
    void anInterruptDoesNotEndAWaitAndStaysSet() throws Exception {
        Semaphore semaphore = kind.make(Peer.first(memory), 0);
        CompletableFuture<Boolean> stillInterrupted =
                InThread.run(
                        () -> {
                            Thread.currentThread().interrupt();
                            boolean acquired = semaphore.acquire(LONG_NANOS);
                            return acquired && Thread.currentThread().isInterrupted();
                        });

        semaphore.release(1);

        assertTrue(stillInterrupted.get(10, TimeUnit.SECONDS));
    }

    @Test
    void onePermitKeepsThreadsApart() throws Exception {
        Semaphore semaphore = kind.make(Peer.first(memory), 1);
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(
                    InThread.run(
                            () -> {
                                Peer.countUnder(semaphore, memory, STEPS);
                                return true;
                            }));
        }

        for (CompletableFuture<Boolean> thread : threads) {
            assertTrue(thread.get(60, TimeUnit.SECONDS));
        }
        assertEquals(3L * STEPS, memory.get(JAVA_LONG, Peer.COUNTER));
    }

    @Test
    void onePermitKeepsProcessesApart() throws Exception {
        Semaphore semaphore = kind.make(Peer.first(memory), 1);
        String[] args = {file.toString(), kind.label(), "count", "" + STEPS};
        try (ChildJvm one = ChildJvm.start(Peer.class, args);
                ChildJvm other = ChildJvm.start(Peer.class, args)) {
            Peer.countUnder(semaphore, memory, STEPS);

            assertEquals(0, one.exitCode());
            assertEquals(0, other.exitCode());
        }
        assertEquals(3L * STEPS, memory.get(JAVA_LONG, Peer.COUNTER));
    }

    @Test
    void aPermitGoesBackAndForthBetweenProcesses() throws Exception {
        Semaphore ping = kind.make(Peer.first(memory), 0);
        Semaphore pong = kind.make(Peer.second(memory), 0);
        try (ChildJvm child =
                ChildJvm.start(Peer.class, file.toString(), kind.label(), "pong", "" + ROUNDS)) {
            for (int i = 0; i < ROUNDS; i++) {
                ping.release(1);
                assertTrue(pong.acquire(LONG_NANOS), "round " + i);
            }

            assertEquals(0, child.exitCode());
        }
    }

    @Test
    void aKilledProcessLosesOnlyItsPermit() throws Exception {
        Semaphore semaphore = kind.make(Peer.first(memory), 2);
        try (ChildJvm child =
                ChildJvm.start(Peer.class, file.toString(), kind.label(), "hold", "1")) {
            Awaitility.await().until(() -> semaphore.permits() == 1);

            child.kill();
        }

        assertTrue(semaphore.acquire(LONG_NANOS));
        assertFalse(semaphore.tryAcquire());
        CompletableFuture<Boolean> sleeper = InThread.run(() -> semaphore.acquire(LONG_NANOS));
        semaphore.release(1);
        assertTrue(sleeper.get(10, TimeUnit.SECONDS));
    }

    private static long done(List<CompletableFuture<Boolean>> futures) {
        return futures.stream().filter(CompletableFuture::isDone).count();
    }

    /** What another process does with the same semaphores. */
    static final class Peer {
        static final long BYTES = 3 * QueueLayout.SEMAPHORE_BYTES;
        static final long COUNTER = 2 * QueueLayout.SEMAPHORE_BYTES;

        private Peer() {}

        static MemorySegment first(MemorySegment memory) {
            return memory.asSlice(0, QueueLayout.SEMAPHORE_BYTES);
        }

        static MemorySegment second(MemorySegment memory) {
            return memory.asSlice(QueueLayout.SEMAPHORE_BYTES, QueueLayout.SEMAPHORE_BYTES);
        }

        /**
         * Counts without synchronization of its own: only the semaphore makes the count correct.
         */
        static void countUnder(Semaphore semaphore, MemorySegment memory, int steps) {
            for (int i = 0; i < steps; i++) {
                if (!semaphore.acquire(LONG_NANOS)) {
                    throw new AssertionError("no permit in step " + i);
                }
                memory.set(JAVA_LONG, COUNTER, memory.get(JAVA_LONG, COUNTER) + 1);
                semaphore.release(1);
            }
        }

        public static void main(String[] args) {
            MemorySegment memory = SharedFile.map(Path.of(args[0]), BYTES, Arena.global());
            SemaphoreKind kind = SemaphoreKind.of(args[1]);
            Semaphore one = kind.attach(first(memory));
            int times = Integer.parseInt(args[3]);
            switch (args[2]) {
                case "count" -> countUnder(one, memory, times);
                case "pong" -> pong(one, kind.attach(second(memory)), times);
                case "hold" -> hold(one);
                default -> throw new IllegalArgumentException(args[2]);
            }
        }

        private static void pong(Semaphore ping, Semaphore pong, int times) {
            for (int i = 0; i < times; i++) {
                if (!ping.acquire(LONG_NANOS)) {
                    throw new AssertionError("no permit in round " + i);
                }
                pong.release(1);
            }
        }

        private static void hold(Semaphore semaphore) {
            if (!semaphore.acquire(LONG_NANOS)) {
                throw new AssertionError("no permit");
            }
            java.util.concurrent.locks.LockSupport.parkNanos(LONG_NANOS);
        }
    }
}
