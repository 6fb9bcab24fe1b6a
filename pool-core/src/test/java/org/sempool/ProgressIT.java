package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.shm.SegmentInspector;

/** What a handler reports about its progress is seen outside of the worker. */
@Timeout(120)
final class ProgressIT {
    @TempDir private Path directory;

    /** Reports, and waits for the file that the job names. */
    public static final class Reporting implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws Exception {
            context.progress(2, "much");
            context.progress(Double.NaN, "who knows");
            context.progress(-1, "beginning");
            context.progress(0.5, "half");
            Path file = Path.of(job);
            while (!Files.exists(file)) {
                Thread.onSpinWait();
            }
            context.progress(1, "done");
            return "attempt " + context.attempt();
        }
    }

    /** Says nothing. */
    public static final class Misusing implements JobHandler<String, String> {
        @Override
        @SuppressWarnings("NullAway") // this is its fault
        public String handle(String job, JobContext context) {
            context.progress(0, null);
            return job;
        }
    }

    private final List<JobProgress> heard = new CopyOnWriteArrayList<>();

    private final PoolListener listener =
            new PoolListener() {
                @Override
                public void jobProgressed(JobProgress progress) {
                    heard.add(progress);
                }
            };

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void theLatestReportOfARunningJobCanBeInspected() throws Exception {
        Path file = directory.resolve("file");
        try (WorkerPool<String, String> pool =
                TestPools.builder(Reporting.class).workers(1).build()) {
            CompletableFuture<String> job = pool.submit(file.toString());
            Path memory = Remains.directories().getFirst();
            Awaitility.await()
                    .until(
                            () -> inspect(memory),
                            Optional.of(new Progress(Optional.empty(), 0.5, "half"))::equals);
            Files.createFile(file);

            assertEquals("attempt 1", job.join());
            Awaitility.await().until(() -> inspect(memory), Optional::isEmpty);
        }
    }

    @Test
    void theNameOfAJobIsSeenWithoutAReport() throws Exception {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Obey.class).workers(1).listener(listener).build()) {
            CompletableFuture<String> job =
                    pool.submit("until-told", JobOptions.defaults().name("thumb-7"));
            Path memory = Remains.directories().getFirst();
            Awaitility.await()
                    .until(
                            () -> inspect(memory),
                            Optional.of(new Progress(Optional.of("thumb-7"), Double.NaN, ""))
                                    ::equals);
            WorkerStats.Job seen =
                    Awaitility.await()
                            .until(
                                    () -> pool.stats().workers().getFirst().job(),
                                    Optional::isPresent)
                            .orElseThrow();

            assertEquals(Optional.of("thumb-7"), seen.name());
            assertEquals(Optional.empty(), seen.progress());
            assertTrue(job.cancel(true));
        }
        assertEquals(List.of(), heard);
    }

    @Test
    void theSubmitterAndListenersAreTold() throws Exception {
        Path file = directory.resolve("file");
        List<JobProgress> seen = new CopyOnWriteArrayList<>();
        JobOptions options =
                JobOptions.defaults()
                        .name("mine")
                        .onProgress(
                                progress -> {
                                    seen.add(progress);
                                    throw new IllegalStateException("a consumer may throw");
                                });
        try (WorkerPool<String, String> pool =
                TestPools.builder(Reporting.class).workers(1).listener(listener).build()) {
            CompletableFuture<String> job = pool.submit(file.toString(), options);
            JobProgress half = new JobProgress(1, Optional.of("mine"), 1, 1, 0.5, "half");

            Awaitility.await().until(() -> seen.contains(half) && heard.contains(half));
            WorkerStats worker = pool.stats().workers().getFirst();
            assertEquals(half, worker.job().orElseThrow().progress().orElseThrow());
            Files.createFile(file);

            assertEquals("attempt 1", job.join());
        }
    }

    @Test
    void aMissingMessageFailsTheJob() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Misusing.class).workers(1).build()) {
            JobFailedException e =
                    assertThrows(JobFailedException.class, () -> pool.map(List.of("x")));

            String message = String.valueOf(e.getMessage());
            assertTrue(message.contains("NullPointerException: message is null;"), message);
        }
    }

    private static Optional<Progress> inspect(Path memory) throws IOException {
        return new SegmentInspector().look(memory).workers().getFirst().progress();
    }
}
