package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that has begun to exit but hangs is killed and replaced, after its grace. */
@Timeout(120)
final class LeavingIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    /** A pool whose other limits do not help. */
    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(LeavingHandler.class)
                .workers(1)
                .attempts(1)
                .grace(SHORT)
                .startTimeout(LONG)
                .stopTimeout(LONG);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shm       | hook-exits,exit",
                "shm       | hook-hangs,exit",
                "shm       | hook-hangs,exit-elsewhere,hang",
                "chronicle | hook-exits,exit",
            })
    void aJobThatEndsItsWorkerFailsAlthoughTheWorkerHangs(String transport, String job) {
        try (WorkerPool<String, String> pool = builder().transport(transport).build()) {
            CompletableFuture<String> deadly = pool.submit(job);
            CompletableFuture<String> behind = pool.submit("pid");

            WorkerDiedException e = Failures.of(WorkerDiedException.class, deadly);

            String message = Failures.message(e);
            assertTrue(message.contains("SIGKILL"), message);
            assertTrue(message.contains("began to shut down"), message);
            assertTrue(message.contains("within 2000 ms"), message);
            assertTrue(Long.parseLong(behind.join()) > 0);
        }
    }

    @Test
    void anIdleWorkerThatHangsAfterASignalIsReplaced() {
        try (WorkerPool<String, String> pool = builder().build()) {
            String before = pool.submit("hook-hangs").join();

            Signal.send("TERM", Long.parseLong(before));

            Signal.awaitEnds(ProcessHandle.of(Long.parseLong(before)).stream().toList());
            assertNotEquals(before, pool.submit("pid").join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hook-hangs,exit", "hook-hangs,throw"})
    void aWorkerThatExitsAndHangsDuringItsStartFailsTheStartOfThePool(String start) {
        WorkerPoolBuilder<String, String> builder = builder().jvmFlags("-Dleaving.start=" + start);

        PoolStartException e = assertThrows(PoolStartException.class, builder::build);

        assertTrue(Failures.message(e).contains("began to shut down"), Failures.message(e));
    }

    @Test
    void aWorkerMayUseItsGraceToExit() throws IOException {
        Path file = temporary.resolve("may-end");
        try (WorkerPool<String, String> pool = builder().grace(LONG).build()) {
            CompletableFuture<String> job = pool.submit("hook-waits-for " + file + ",exit");
            Awaitility.await("it is not killed")
                    .during(Duration.ofSeconds(1))
                    .until(() -> !job.isDone());

            Files.createFile(file);

            WorkerDiedException e = Failures.of(WorkerDiedException.class, job);
            assertEquals(3, e.deaths().getFirst().exitCode());
        }
    }

    /** Exits that the pool has ordered have their own limits. */
    @Test
    void aRetiringWorkerMayUseItsStopTimeout() throws IOException {
        Path file = temporary.resolve("may-end");
        try (WorkerPool<String, String> pool =
                builder().grace(Duration.ZERO).maxJobsPerWorker(1).build()) {
            long first = Long.parseLong(pool.submit("hook-waits-for " + file).join());
            ProcessHandle worker = ProcessHandle.of(first).orElseThrow();
            Awaitility.await("it is not killed")
                    .during(Duration.ofSeconds(1))
                    .until(worker::isAlive);

            Files.createFile(file);

            assertNotEquals("" + first, pool.submit("pid").join());
        }
    }
}
