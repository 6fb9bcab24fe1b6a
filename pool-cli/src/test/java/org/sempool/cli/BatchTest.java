package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.JobOptions;
import org.sempool.Outcome;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;

/**
 * Specifies what a batch writes when it is stopped, over a pool whose jobs end when the test says
 * so.
 */
@Timeout(60)
final class BatchTest {
    @TempDir private Path directory;

    /** A job that was put back, to be retried, may wait behind jobs that run. */
    @Test
    void resultsAfterACancelledJobAreWrittenInOrder() throws Exception {
        Path output = directory.resolve("out");
        ManualPool pool = new ManualPool(List.of(1, 3));
        Console console = new Console(System.err::write, false);
        Progress progress = new Progress();
        LineSource lines = Inputs.ofArguments(List.of("b", "c", "d", "e"), false);
        try (ResultWriter results = ResultWriter.toFile(output)) {
            Batch batch =
                    new Batch(
                            new Intake(
                                    pool,
                                    job -> pool.submit(job.line()),
                                    line("a"),
                                    lines,
                                    true,
                                    10),
                            LINES,
                            results,
                            progress,
                            new FailureList(console, false),
                            Records.NONE,
                            unused());
            FutureTask<Void> run =
                    new FutureTask<>(
                            () -> {
                                batch.run();
                                return null;
                            });
            Thread.ofPlatform().daemon().start(run);
            Awaitility.await().until(() -> pool.jobs().size() == 5);

            batch.stop(() -> {});
            for (int running : List.of(4, 2, 0)) {
                pool.jobs().get(running).complete(bytes("result " + running));
            }

            run.get();
            assertEquals(Future.State.SUCCESS, run.state());
            assertTrue(batch.notDone().startsWith("2 were not done"), batch.notDone());
        }
        assertEquals(List.of("result 0", "result 2", "result 4"), Files.readAllLines(output));
        assertEquals(0, progress.failed());
    }

    /** A stop while a job waits at the gate: it was not done, and the batch ends. */
    @Test
    void aJobThatMayNotStartYetIsNotSubmitted() throws Exception {
        ManualPool pool = new ManualPool(List.of());
        Console console = new Console(System.err::write, false);
        Progress progress = new Progress();
        try (ResultWriter results = ResultWriter.toFile(directory.resolve("out"))) {
            Batch batch =
                    new Batch(
                            new Intake(
                                            pool,
                                            job -> pool.submit(job.line()),
                                            line("a"),
                                            Inputs.ofArguments(List.of("b", "c", "d"), false),
                                            true,
                                            10)
                                    .gatedBy(new PoliteGate(1, Duration.ZERO, List.of())),
                            LINES,
                            results,
                            progress,
                            new FailureList(console, false),
                            Records.NONE,
                            unused());
            FutureTask<Void> run =
                    new FutureTask<>(
                            () -> {
                                batch.run();
                                return null;
                            });
            Thread.ofPlatform().daemon().start(run);
            Awaitility.await().until(() -> pool.jobs().size() == 1);
            pool.jobs().getFirst().complete(bytes("A"));
            Awaitility.await().until(() -> pool.jobs().size() == 2);
            Awaitility.await().until(() -> batch.notDone().startsWith("2 were not done"));

            batch.stop(() -> {});
            pool.jobs().getLast().complete(bytes("B"));

            run.get();
            assertEquals(2, pool.jobs().size());
            assertTrue(batch.notDone().startsWith("1 was not done"), batch.notDone());
        }
        assertEquals(List.of("A", "B"), Files.readAllLines(directory.resolve("out")));
    }

    @Test
    void whatIsNotALineFailsItsJobAlone() throws Exception {
        Path output = directory.resolve("out");
        ManualPool pool = new ManualPool(List.of());
        Console console = new Console(System.err::write, false);
        Progress progress = new Progress();
        try (ResultWriter results = ResultWriter.toFile(output)) {
            Batch batch =
                    new Batch(
                            new Intake(
                                    pool,
                                    job -> pool.submit(job.line()),
                                    line("a"),
                                    Inputs.ofArguments(List.of(ManualPool.REFUSED, "c"), false),
                                    true,
                                    10),
                            LINES,
                            results,
                            progress,
                            new FailureList(console, false),
                            Records.NONE,
                            unused());
            FutureTask<Void> run =
                    new FutureTask<>(
                            () -> {
                                batch.run();
                                return null;
                            });
            Thread.ofPlatform().daemon().start(run);
            Awaitility.await().until(() -> pool.jobs().size() == 2 || run.isDone());

            pool.jobs().getFirst().complete(bytes("two\nlines"));
            pool.jobs().getLast().complete(bytes("fine"));

            run.get();
        }
        assertEquals(List.of("fine"), Files.readAllLines(output));
        assertEquals(2, progress.failed());
    }

    private static final ResultForm LINES = ResultForm.lines(new UserHandler(EchoHandler.class));

    /** For a batch that is too small for early results. */
    private EarlyResults unused() {
        return new EarlyResults(
                new EarlyResults.Bounds(0, 0, 0), new OverflowFiles(directory, 0, 0));
    }

    private static Line line(String text) {
        Line line = new Line();
        line.set("first", 0, bytes(text), 0, text.length(), false);
        return line;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A pool whose jobs are futures that only the test completes. */
    static final class ManualPool implements WorkerPool<Line, byte[]> {
        /** A job that the codec cannot encode. */
        private static final String REFUSED = "refused";

        private final List<CompletableFuture<byte[]>> jobs = new ArrayList<>();
        private final List<Integer> waiting;

        ManualPool(List<Integer> waiting) {
            this.waiting = waiting;
        }

        synchronized List<CompletableFuture<byte[]>> jobs() {
            return List.copyOf(jobs);
        }

        synchronized int submitted() {
            return jobs.size();
        }

        synchronized CompletableFuture<byte[]> job(int index) {
            return jobs.get(index);
        }

        @Override
        public synchronized CompletableFuture<byte[]> submit(Line job) {
            if (job.text().equals(REFUSED)) {
                throw new IllegalArgumentException(REFUSED);
            }
            CompletableFuture<byte[]> result = new CompletableFuture<>();
            jobs.add(result);
            return result;
        }

        @Override
        public String name() {
            return "manual";
        }

        @Override
        public PoolStats stats() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int cancelWaiting() {
            waiting.forEach(index -> jobs().get(index).cancel(false));
            return waiting.size();
        }

        @Override
        public Optional<CompletableFuture<byte[]>> trySubmit(Line job) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CompletableFuture<byte[]>> trySubmit(Line job, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<byte[]> submit(Line job, JobOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<CompletableFuture<byte[]>> trySubmit(
                Line job, JobOptions options, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<CompletableFuture<byte[]>> submitAll(Collection<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<CompletableFuture<byte[]>> submitAll(
                Collection<? extends Line> jobs, JobOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<byte[]> map(Collection<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<byte[]> stream(Stream<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<byte[]> streamUnordered(Stream<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<Outcome<Line, byte[]>> outcomes(Stream<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Stream<Outcome<Line, byte[]>> outcomesUnordered(Stream<? extends Line> jobs) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean close(Duration limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public CompletableFuture<Void> termination() {
            return new CompletableFuture<>();
        }

        @Override
        public void suspend() {}

        @Override
        public void resume() {}

        @Override
        public void close() {}

        @Override
        public void shutdownNow() {}
    }
}
