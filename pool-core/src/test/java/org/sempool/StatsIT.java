package org.sempool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool says about itself fits what it did. */
@Timeout(120)
final class StatsIT {
    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(TestHandlers.Obey.class).workers(2);
    }

    private static void fails(CompletableFuture<?> job) {
        assertThrows(CompletionException.class, job::join);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void everyJobIsCountedOnceItsFutureHasEnded(String transport) {
        try (WorkerPool<String, String> pool = builder().transport(transport).attempts(2).build()) {
            for (int i = 1; i <= 20; i++) {
                assertEquals("" + i, pool.submit("echo " + i).join());
                assertEquals(i, pool.stats().succeeded());
            }
            fails(pool.submit("throw x"));
            assertEquals(1, pool.stats().failed().get(FailureKind.THREW));
            fails(pool.submit("halt 3"));
            assertEquals(1, pool.stats().failed().get(FailureKind.WORKER_DIED));
            assertEquals(1, pool.stats().retried());
            assertEquals("attempt 2", pool.submit("halt-first").join());

            PoolStats stats = pool.stats();
            assertEquals(23, stats.accepted());
            assertEquals(21, stats.succeeded());
            assertEquals(2, stats.failures());
            assertEquals(2, stats.retried());
            assertEquals(0, stats.waiting() + stats.running() + stats.delivering());
            await().until(() -> pool.stats().workerDeaths() == 3);
            await().until(() -> pool.stats().workerStarts() == 5);
            assertEquals(0, stats.workerRetirements());
        }
    }

    @Test
    void jobsThatWaitAndRunAreTold() {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            CompletableFuture<String> runs = pool.submit("until-told");
            CompletableFuture<String> waits = pool.submit("echo 1");
            await().until(() -> pool.stats().running() == 1);

            PoolStats stats = pool.stats();
            assertEquals(1, stats.waiting());
            WorkerStats worker = stats.workers().getFirst();
            assertEquals(WorkerStats.State.RUNNING, worker.state());
            assertEquals(1, worker.job().orElseThrow().id());
            assertEquals(1, worker.job().orElseThrow().attempt());
            assertTrue(ProcessHandle.of(worker.pid()).isPresent());
            assertTrue(worker.residentMemory().getAsLong() > 1_000_000);
            assertTrue(worker.age().isPositive());
            await().until(
                            () -> {
                                Duration ran = job(pool).running();
                                return ran.compareTo(Duration.ofMillis(300)) > 0;
                            });

            assertTrue(waits.cancel(true));
            assertEquals(1, pool.stats().failed().get(FailureKind.CANCELLED));
            assertTrue(runs.cancel(true));
            assertEquals(2, pool.stats().failed().get(FailureKind.CANCELLED));
            await().until(() -> idle(pool));
        }
    }

    private static WorkerStats.Job job(WorkerPool<?, ?> pool) {
        return pool.stats().workers().getFirst().job().orElseThrow();
    }

    private static boolean idle(WorkerPool<?, ?> pool) {
        return pool.stats().workers().stream()
                .allMatch(worker -> worker.state() == WorkerStats.State.IDLE);
    }

    @Test
    void jobsThatNeverRunAreToldApart() {
        try (WorkerPool<String, String> pool =
                builder().workers(1).jobTimeout(Duration.ofMillis(300)).build()) {
            CompletableFuture<String> slow = pool.submit("spin");
            CompletableFuture<String> waits = pool.submit("echo 1");
            await().until(() -> pool.stats().running() == 1);
            assertEquals(1, pool.cancelWaiting());
            assertTrue(waits.isCancelled());
            fails(slow);
            Map<FailureKind, Long> expected = none();
            expected.put(FailureKind.TIMED_OUT, 1L);
            expected.put(FailureKind.CANCELLED, 1L);
            assertEquals(expected, pool.stats().failed());
        }
    }

    private static Map<FailureKind, Long> none() {
        Map<FailureKind, Long> none = new EnumMap<>(FailureKind.class);
        for (FailureKind kind : FailureKind.values()) {
            none.put(kind, 0L);
        }
        return none;
    }

    @Test
    void whatIsNoJobIsNotCounted() {
        try (WorkerPool<String, String> pool =
                builder()
                        .workers(1)
                        .queue(1)
                        .submitterCodecs(
                                Codec.<String>of(
                                        job -> refuseIf(job.isEmpty(), job).getBytes(UTF_8),
                                        _ -> ""),
                                Codec.<String>of(_ -> new byte[0], bytes -> refuseIf(true, "")))
                        .build()) {
            fails(pool.submit("echo 1"));
            assertThrows(IllegalStateException.class, () -> pool.submit(""));
            PoolStats stats = pool.stats();
            assertEquals(1, stats.accepted());
            assertEquals(1, stats.failed().get(FailureKind.UNREADABLE));
            assertEquals(0, stats.waiting());
        }
    }

    private static String refuseIf(boolean bad, String text) {
        if (bad) {
            throw new IllegalStateException("for a test");
        }
        return text;
    }

    @Test
    void retriesOfFailuresAreCounted() {
        try (WorkerPool<String, String> pool = builder().attempts(3).retryFailures().build()) {
            fails(pool.submit("throw x"));
            assertEquals(2, pool.stats().retried());
            assertEquals("attempt 2", pool.submit("throw-first").join());
            assertEquals(3, pool.stats().retried());
        }
    }

    @Test
    void aStoppedPoolStillTells() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> job = pool.submit("spin");
        try (pool) {
            pool.shutdownNow();
        }
        fails(job);
        PoolStats stats = pool.stats();
        assertEquals(1, stats.accepted());
        assertEquals(1, stats.failed().get(FailureKind.POOL_STOPPED));
        assertEquals(List.of(), stats.workers());
    }

    /** Its parts are read one after the other, while jobs move on. */
    @Test
    void theNumbersFitTogetherWhileJobsRun() throws Exception {
        try (WorkerPool<String, String> pool = builder().build()) {
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
            Thread reader =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (!done.get()) {
                                                check(pool.stats());
                                            }
                                        } catch (Throwable e) {
                                            wrong.set(e);
                                        }
                                    });
            List<CompletableFuture<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                CompletableFuture<String> job = pool.submit("echo " + i);
                jobs.add(job);
                if (i % 7 == 0) {
                    var _ = job.cancel(true);
                }
            }
            long cancelled = jobs.stream().filter(StatsIT::endsCancelled).count();
            done.set(true);
            reader.join();
            if (wrong.get() != null) {
                throw new AssertionError(wrong.get());
            }
            PoolStats stats = pool.stats();
            assertEquals(cancelled, stats.failed().get(FailureKind.CANCELLED));
            assertEquals(20_000 - cancelled, stats.succeeded());
            assertEquals(20_000, stats.accepted());
        }
    }

    private static boolean endsCancelled(CompletableFuture<String> job) {
        return job.handle((_, _) -> job.isCancelled()).join();
    }

    private static void check(PoolStats stats) {
        assertTrue(stats.waiting() >= 0, stats::toString);
        assertTrue(stats.running() >= 0, stats::toString);
        assertTrue(stats.delivering() >= 0, stats::toString);
        assertEquals(
                stats.accepted(),
                stats.succeeded()
                        + stats.failures()
                        + stats.waiting()
                        + stats.running()
                        + stats.delivering());
        assertTrue(stats.running() <= 2, stats::toString);
    }
}
