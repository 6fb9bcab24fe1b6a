package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;

/** A pool closes within a limit, and says when it has. */
@Timeout(120)
final class CloseIT {
    private static final Duration AMPLE = Duration.ofMinutes(5);

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(1);
    }

    @Test
    void withinAnAmpleLimitAllJobsEnd() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> job = pool.submit("sleep 300");

        assertTrue(pool.close(AMPLE));

        assertEquals("slept", job.resultNow());
        assertTrue(pool.close(Duration.ZERO), "nothing is left to give up");
    }

    @Test
    void whenTheLimitIsOverJobsAreGivenUp() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> running = pool.submit("spin");
        CompletableFuture<String> waiting = pool.submit("echo 1");

        assertFalse(pool.close(Duration.ofMillis(100)));

        Failures.of(PoolClosedException.class, running);
        Failures.of(PoolClosedException.class, waiting);
    }

    @Test
    void workersThatDoNotEndAreKilledWhenTheLimitIsOver() {
        WorkerPool<String, String> pool = builder().grace(AMPLE).stopTimeout(AMPLE).build();
        Path begun = temporary.resolve("begun");
        CompletableFuture<String> job = pool.submit("begin " + begun + " spin");
        Awaitility.await().until(() -> Files.exists(begun));
        job.cancel(true);

        assertTrue(pool.close(Duration.ofMillis(100)), "the job had ended");
    }

    @Test
    void aBadLimitIsRejectedAndThePoolGoesOn() {
        try (WorkerPool<String, String> pool = builder().build()) {
            assertThrows(IllegalArgumentException.class, () -> pool.close(Duration.ofNanos(-1)));

            assertFalse(pool.isClosed());
            assertEquals("1", pool.submit("echo 1").join());
        }
    }

    @Test
    void terminationComesAfterTheLastJob() {
        WorkerPool<String, String> pool = builder().build();
        CompletableFuture<String> job = pool.submit("sleep 300");
        CompletableFuture<Boolean> jobWasDone = pool.termination().thenApply(_ -> job.isDone());
        CompletableFuture<Void> ended = pool.termination();
        var _ = ended.complete(null);
        assertFalse(pool.isClosed());
        assertFalse(pool.termination().isDone(), "a user's end of it is no end of the pool");

        pool.close();

        assertTrue(pool.isClosed());
        assertTrue(jobWasDone.resultNow());
        assertTrue(pool.termination().isDone());
    }

    @Test
    void aPoolThatBreaksDownTerminatesWithTheReason() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("d"));
        try (WorkerPool<String, String> pool =
                builder().transportOption("directory", directory.toString()).build()) {
            CompletableFuture<Void> termination = pool.termination();
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
            }

            assertInstanceOf(
                    PoolBrokenException.class,
                    assertThrows(
                                    java.util.concurrent.ExecutionException.class,
                                    () -> termination.get(60, TimeUnit.SECONDS))
                            .getCause());
            assertTrue(pool.isClosed());
        }
    }
}
