package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;

/** A stream of results that is not read to its end holds up neither the pool nor its workers. */
@Timeout(120)
final class StreamsIT {
    private static final int WORKERS = 2;

    /** Several per worker: those that were read, those under way, and those that followed. */
    private static final int SOME = 10 * WORKERS;

    @TempDir private Path begun;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private WorkerPool<String, String> pool() {
        return TestPools.builder(Obey.class).workers(WORKERS).build();
    }

    /** Each leaves a file when it begins. */
    private Stream<String> jobs(String work) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> "begin " + begun.resolve("" + i) + " " + work);
    }

    private long begun() throws IOException {
        try (Stream<Path> files = Files.list(begun)) {
            return files.count();
        }
    }

    @Test
    void aShortCircuitedStreamDoesNotKeepThePoolFromClosing() throws Exception {
        try (WorkerPool<String, String> pool = pool()) {
            assertEquals(
                    List.of("slept", "slept", "slept"),
                    pool.stream(jobs("sleep 100")).limit(3).toList());
        }

        assertTrue(begun() <= SOME, "begun=" + begun());
    }

    @Test
    void anUnorderedStreamDoesNotKeepThePoolFromClosing() throws Exception {
        try (WorkerPool<String, String> pool = pool()) {
            assertEquals("slept", pool.streamUnordered(jobs("sleep 100")).findFirst().orElse(""));
        }

        assertTrue(begun() <= SOME, "begun=" + begun());
    }

    @Test
    void jobsThatWillNotBeReadAreStoppedWhenThePoolCloses() throws Exception {
        try (WorkerPool<String, String> pool = pool()) {
            Stream<String> jobs = Stream.concat(Stream.of("echo first"), jobs("until-told"));
            assertEquals("first", pool.stream(jobs).findFirst().orElse(""));
            Awaitility.await("they run").until(() -> begun() == WORKERS);
        }

        assertTrue(begun() <= SOME, "begun=" + begun());
    }

    @Test
    void aStreamThatIsClosedLeavesTheWorkersToOthers() {
        try (WorkerPool<String, String> pool = pool()) {
            Stream<String> jobs = Stream.concat(Stream.of("echo first"), jobs("until-told"));
            try (Stream<String> results = pool.stream(jobs)) {
                assertEquals("first", results.iterator().next());
                Awaitility.await("they run").until(() -> begun() == WORKERS);
            }

            assertEquals("free again", pool.submit("echo free again").join());
        }
    }

    @Test
    void theFailureOfAJobIsThrownWhereTheStreamIsRead() {
        try (WorkerPool<String, String> pool = pool()) {
            JobFailedException e =
                    assertThrows(
                            JobFailedException.class,
                            () -> pool.stream(Stream.of("throw it")).forEach(_ -> {}));

            String frames = List.of(e.getStackTrace()).toString();
            assertTrue(frames.contains("StreamsIT.theFailureOf"), frames);
        }
    }

    @Test
    void aConsumerThatThrowsLeavesTheWorkersToOthers() {
        try (WorkerPool<String, String> pool = pool()) {
            Stream<String> jobs = Stream.concat(Stream.of("echo first"), jobs("until-told"));

            assertThrows(
                    ArithmeticException.class,
                    () ->
                            pool.stream(jobs)
                                    .forEach(
                                            _ -> {
                                                throw new ArithmeticException("enough");
                                            }));

            assertEquals("free again", pool.submit("echo free again").join());
        }
    }

    @Test
    void aReaderOfAClosedPoolGetsAnException() {
        WorkerPool<String, String> pool = pool();
        Stream<String> jobs = Stream.concat(Stream.of("echo first"), jobs("until-told"));
        Iterator<String> results = pool.stream(jobs).iterator();
        assertEquals("first", results.next());

        pool.close();

        assertThrows(PoolClosedException.class, results::next);
    }

    @Test
    void closeWaitsForAStreamThatIsReadToItsEnd() throws Exception {
        WorkerPool<String, String> pool = pool();
        List<String> few = jobs("sleep 300").limit(2 * WORKERS).toList();
        CompletableFuture<List<String>> results = new CompletableFuture<>();
        Thread reader = Thread.ofPlatform().start(() -> results.complete(pool.map(few)));
        Awaitility.await("all are submitted, and some run").until(() -> begun() >= WORKERS);

        pool.close();

        reader.join();
        assertEquals(2 * WORKERS, results.get(30, TimeUnit.SECONDS).size());
        assertEquals(2 * WORKERS, begun());
    }

    @Test
    void otherJobsOfAMapRunWhileTheFirstIsSlow() throws Exception {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Obey.class).workers(WORKERS).queue(8).build()) {
            List<String> jobs =
                    Stream.concat(
                                    Stream.of("meet 1000 " + begun),
                                    IntStream.rangeClosed(1, 1000)
                                            .mapToObj(
                                                    i ->
                                                            "begin "
                                                                    + begun.resolve("" + i)
                                                                    + " echo"))
                            .toList();

            List<String> results = pool.map(jobs);

            assertEquals(1001, results.size(), "the first job waits for the last");
        }
    }

    @Test
    void aStreamOnAnInterruptedThreadFailsAndThePoolContinues() throws ExecutionException {
        try (WorkerPool<String, String> pool = pool()) {
            Thread.currentThread().interrupt();

            assertThrows(
                    SubmitInterruptedException.class, () -> pool.map(List.of("sleep 50", "echo")));

            assertTrue(Thread.interrupted());
            assertEquals("on", pool.submit("echo on").join());
        }
    }
}
