package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.PoolClosedException;
import org.sempool.cli.BatchTest.ManualPool;

/** Specifies what becomes of results that wait for an earlier one. */
@Timeout(60)
final class BatchOrderTest {
    private static final long MANY = 1 << 30;
    private static final ResultForm LINES = ResultForm.lines(new UserHandler(EchoHandler.class));

    @TempDir private Path directory;

    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
    private final Console console = new Console(messages::writeBytes, false);
    private final Progress progress = new Progress();

    @AfterEach
    void noFileIsLeft() throws IOException {
        assertEquals(0, OverflowFilesTest.openFiles(directory));
    }

    /** Some in memory, or all in files; with few places, of which slow jobs take two. */
    @ParameterizedTest
    @CsvSource({"8, 50000", "8, 0", "4, 0", "100, 0"})
    void othersRunWhileSomeTakeLongAndAllIsWrittenInOrder(int window, long memoryBytes)
            throws Exception {
        int jobs = 300;
        Set<Integer> slow = Set.of(0, 1, 140);
        Set<Integer> failing = Set.of(2, 138, jobs - 1);
        ManualPool pool = new ManualPool(List.of());
        try (ResultWriter results = ResultWriter.toFile(output())) {
            Batch batch =
                    batch(
                            pool,
                            jobs,
                            window,
                            results,
                            new EarlyResults.Bounds(memoryBytes, 10, MANY),
                            MANY);
            FutureTask<Void> run = start(batch);

            for (int i = 0; i < jobs; i++) {
                awaitSubmitted(pool, i + 1);
                if (failing.contains(i)) {
                    fail(pool, i, new IllegalStateException("bad"));
                } else if (!slow.contains(i)) {
                    complete(pool, i);
                }
            }
            // Until now, nothing could be written.
            assertEquals(0, progress.total());
            slow.stream().sorted((a, b) -> b - a).forEach(i -> complete(pool, i));

            run.get();
        }
        assertEquals(
                IntStream.range(0, jobs)
                        .filter(i -> !failing.contains(i))
                        .mapToObj(BatchOrderTest::result)
                        .toList(),
                Files.readAllLines(output()));
        console.awaitWritten();
        assertEquals(
                """
                pool: argument 3: 'job 2': bad
                pool: argument 139: 'job 138': bad
                pool: argument 300: 'job 299': bad
                """,
                messages.toString(StandardCharsets.UTF_8));
    }

    @Test
    void withoutRoomForResultsNoMoreIsReadUntilTheFirstIsWritten() throws Exception {
        ManualPool pool = new ManualPool(List.of());
        try (ResultWriter results = ResultWriter.toFile(output())) {
            Batch batch = batch(pool, 20, 4, results, new EarlyResults.Bounds(1_000, 0, MANY), 0);
            FutureTask<Void> run = start(batch);
            // Two fit the memory.
            for (int i = 1; i < 6; i++) {
                awaitSubmitted(pool, i + 1);
                complete(pool, i);
            }

            Awaitility.await().during(Duration.ofMillis(100)).until(() -> pool.submitted() == 6);
            complete(pool, 0);
            for (int i = 6; i < 20; i++) {
                awaitSubmitted(pool, i + 1);
                complete(pool, i);
            }

            run.get();
        }
        assertEquals(results(20), Files.readAllLines(output()));
    }

    @Test
    void aStopWritesEarlyResultsWhenTheRunningJobsHaveEnded() throws Exception {
        ManualPool pool = new ManualPool(List.of(11, 12));
        try (ResultWriter results = ResultWriter.toFile(output())) {
            Batch batch =
                    batch(pool, 100, 4, results, new EarlyResults.Bounds(2_000, 0, MANY), MANY);
            FutureTask<Void> run = start(batch);
            for (int i = 1; i < 10; i++) {
                awaitSubmitted(pool, i + 1);
                complete(pool, i);
            }
            awaitSubmitted(pool, 13);

            batch.stop(() -> {});
            complete(pool, 10);
            complete(pool, 0);

            run.get();
            assertTrue(batch.notDone().startsWith("2 were not done, and"), batch.notDone());
        }
        assertEquals(results(11), Files.readAllLines(output()));
        assertEquals(11, progress.total());
    }

    @Test
    void aPoolThatBreaksEndsTheBatchAndDropsEarlyResults() throws Exception {
        ManualPool pool = new ManualPool(List.of());
        try (ResultWriter results = ResultWriter.toFile(output())) {
            Batch batch = batch(pool, 100, 4, results, new EarlyResults.Bounds(0, 0, MANY), MANY);
            FutureTask<Void> run = start(batch);
            for (int i = 1; i < 10; i++) {
                awaitSubmitted(pool, i + 1);
                complete(pool, i);
            }

            fail(pool, 0, new PoolClosedException("broken"));

            var failure = assertThrows(ExecutionException.class, run::get);
            assertInstanceOf(PoolClosedException.class, failure.getCause());
        }
    }

    /** As when the file system of the temporary directory has a fault. */
    @Test
    void aLostResultEndsTheBatch() throws Exception {
        ManualPool pool = new ManualPool(List.of());
        try (ResultWriter results = ResultWriter.toFile(output())) {
            Batch batch = batch(pool, 100, 4, results, new EarlyResults.Bounds(0, 0, MANY), MANY);
            FutureTask<Void> run = start(batch);
            for (int i = 1; i < 90; i++) {
                awaitSubmitted(pool, i + 1);
                complete(pool, i);
            }

            OverflowFilesTest.truncate(directory);
            complete(pool, 0);

            var failure = assertThrows(ExecutionException.class, run::get);
            assertInstanceOf(IOException.class, failure.getCause());
            assertTrue(String.valueOf(failure.getMessage()).contains("cannot be read any more"));
        }
    }

    private Batch batch(
            ManualPool pool,
            int jobs,
            int window,
            ResultWriter results,
            EarlyResults.Bounds bounds,
            long diskBytes)
            throws IOException {
        LineSource lines =
                Inputs.ofArguments(
                        IntStream.range(0, jobs).mapToObj(i -> "job " + i).toList(), false);
        Line first = new Line();
        assertTrue(lines.next(first));
        return new Batch(
                new Intake(pool, job -> pool.submit(job.line()), first, lines, true, window),
                LINES,
                results,
                progress,
                new FailureList(console, false),
                Records.NONE,
                new EarlyResults(bounds, new OverflowFiles(directory, diskBytes, 2_000)));
    }

    private static FutureTask<Void> start(Batch batch) {
        FutureTask<Void> run =
                new FutureTask<>(
                        () -> {
                            batch.run();
                            return null;
                        });
        Thread.ofPlatform().daemon().start(run);
        return run;
    }

    private static void awaitSubmitted(ManualPool pool, int jobs) {
        if (pool.submitted() < jobs) {
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> pool.submitted() >= jobs);
        }
    }

    private static void complete(ManualPool pool, int job) {
        pool.job(job).complete(result(job).getBytes(StandardCharsets.UTF_8));
    }

    private static void fail(ManualPool pool, int job, Exception failure) {
        pool.job(job).completeExceptionally(failure);
    }

    private static List<String> results(int jobs) {
        return IntStream.range(0, jobs).mapToObj(BatchOrderTest::result).toList();
    }

    private static String result(int job) {
        return "result " + job;
    }

    private Path output() {
        return directory.resolve("out");
    }
}
