package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.TestHandlers.Obey;

/** Many jobs at once, each with its own future. */
@Timeout(120)
final class SubmitAllIT {
    private static final int JOBS = 500;

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void eachJobHasItsFutureHoweverSmallTheQueue(String transport) {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Obey.class).transport(transport).workers(2).queue(4).build()) {
            List<String> jobs = IntStream.range(0, JOBS).mapToObj(i -> "echo " + i).toList();

            List<CompletableFuture<String>> futures = pool.submitAll(jobs);

            assertEquals(
                    IntStream.range(0, JOBS).mapToObj(i -> "" + i).toList(),
                    futures.stream().map(CompletableFuture::join).toList());
            assertEquals(List.of(), pool.submitAll(List.of()));
        }
    }

    @Test
    void ifOneIsNotAcceptedThoseBeforeAreDropped() {
        Path begun = temporary.resolve("begun");
        try (WorkerPool<String, String> pool = TestPools.builder(Obey.class).workers(1).build()) {
            List<String> jobs = new ArrayList<>(List.of("until-told", "mark " + begun));
            jobs.add(null);

            assertThrows(NullPointerException.class, () -> pool.submitAll(jobs));

            assertEquals("yes", pool.submit("echo yes").join());
            assertTrue(Files.notExists(begun), "the job behind the first must not run");
        }
    }

    @Test
    void aFailedJobDoesNotConcernTheOthers() {
        try (WorkerPool<String, String> pool = TestPools.builder(Obey.class).workers(1).build()) {
            List<CompletableFuture<String>> futures =
                    pool.submitAll(List.of("throw", "echo yes"), JobOptions.defaults());

            Awaitility.await().until(() -> futures.getFirst().isDone());
            assertInstanceOf(JobFailedException.class, futures.getFirst().exceptionNow());
            assertEquals("yes", futures.getLast().join());
        }
    }
}
