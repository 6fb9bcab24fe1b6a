package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;

/** A suspended pool stands still with all processes of its workers, and continues where it was. */
@Timeout(120)
final class SuspensionIT {
    /** Shorter than the suspension. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void everythingStopsAndContinuesWhereItWas() throws IOException {
        try (WorkerPool<String, String> pool = builder().workers(2).jobTimeout(TIMEOUT).build()) {
            List<Long> family = familyOf(pool);
            CompletableFuture<String> running = begin(pool, "meet go " + temporary);

            pool.suspend();
            pool.suspend();

            awaitStates(family, 'T');
            CompletableFuture<String> waiting = pool.submit("echo taken later");
            long suspended = System.nanoTime();
            Awaitility.await().until(() -> System.nanoTime() - suspended > TIMEOUT.toNanos());
            assertTrue(!running.isDone() && !waiting.isDone());

            Files.createFile(temporary.resolve("go"));
            pool.resume();
            pool.resume();

            assertEquals("attempt 1", running.join(), "the suspension does not count");
            assertEquals("taken later", waiting.join());
            assertTrue(family.stream().noneMatch(pid -> Signal.state(pid) == 'T'));
        }
    }

    @Test
    void aWorkerThatDiesMeanwhileIsReplacedOnlyAfterwards() {
        try (WorkerPool<String, String> pool = builder().build()) {
            long worker = Long.parseLong(pool.submit("pid").join());
            pool.suspend();

            Signal.kill(worker);

            CompletableFuture<String> later = pool.submit("pid");
            Awaitility.await().until(() -> Remains.workers().isEmpty());
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> Remains.workers().isEmpty() && !later.isDone());

            pool.resume();

            assertNotEquals("" + worker, later.join());
        }
    }

    @Test
    void aSuspendedPoolCanBeClosed() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> job = begin(pool, "sleep 300");
        pool.suspend();

        pool.close();

        assertEquals("slept", job.join());
        pool.suspend();
        pool.resume();
    }

    @Test
    void aSuspendedPoolCanBeShutDown() {
        WorkerPool<String, String> pool = builder().build();
        List<ProcessHandle> family =
                familyOf(pool).stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        pool.suspend();

        pool.shutdownNow();

        Signal.awaitEnds(family);
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(1);
    }

    /** Workers, a child of one in its group, and another that has left it. */
    private static List<Long> familyOf(WorkerPool<String, String> pool) {
        List<Long> family = new ArrayList<>();
        family.add(Long.parseLong(pool.submit("spawn").join()));
        family.add(Long.parseLong(pool.submit("spawn-apart").join()));
        Remains.workers().forEach(worker -> family.add(worker.pid()));
        return family;
    }

    private static void awaitStates(List<Long> family, char state) {
        Awaitility.await().until(() -> family.stream().allMatch(pid -> Signal.state(pid) == state));
    }

    /** Submits a job, and waits until a worker has taken it. */
    private CompletableFuture<String> begin(WorkerPool<String, String> pool, String job) {
        Path begun = temporary.resolve("begun");
        CompletableFuture<String> result = pool.submit("begin " + begun + " " + job);
        Awaitility.await("the job is taken").until(() -> Files.exists(begun));
        return result;
    }
}
