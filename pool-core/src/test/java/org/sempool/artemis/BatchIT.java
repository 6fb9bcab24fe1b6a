package org.sempool.artemis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.PoolStartException;
import org.sempool.WorkerHost;
import org.sempool.WorkerPool;

/** A coordinator of a batch goes on where another has ended. */
final class BatchIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path directory;
    private TestBroker broker;

    /** Notes each run in a file; fails while another file is there. */
    public static final class Noting implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws IOException {
            String[] words = job.split(" ", 2);
            Path directory = Path.of(words[0]);
            Files.writeString(
                    directory.resolve("runs"),
                    words[1] + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            if (Files.exists(directory.resolve("fail-" + words[1]))) {
                throw new IllegalStateException("told to fail");
            }
            return words[1].toUpperCase(java.util.Locale.ROOT);
        }
    }

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private WorkerHost host() {
        return WorkerHost.builder(Noting.class)
                .workers(1)
                .transportOption("broker", broker.url())
                .build();
    }

    private WorkerPool<String, String> pool(String batch) {
        return WorkerPool.builder(Noting.class)
                .transport("artemis")
                .transportOption("broker", broker.url())
                .transportOption("batch", batch)
                .build();
    }

    private List<CompletableFuture<String>> submit(WorkerPool<String, String> pool, int jobs) {
        return IntStream.range(0, jobs).mapToObj(i -> pool.submit(directory + " job" + i)).toList();
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(directory.resolve("runs"));
    }

    @Test
    void whatWasDoneOrSentBeforeIsNotRunAgain() throws IOException {
        try (WorkerHost _ = host()) {
            WorkerPool<String, String> first = pool("monday");
            List<CompletableFuture<String>> jobs = submit(first, 20);
            jobs.get(4).join();
            first.shutdownNow();

            try (WorkerPool<String, String> second = pool("monday")) {
                List<String> results = new ArrayList<>();
                submit(second, 30).forEach(job -> results.add(job.join()));
                assertEquals("JOB29", results.get(29));
                assertEquals("JOB0", results.getFirst());
            }
        }
        assertEquals(30, runs().size(), "each job ran once");
        assertEquals(30, runs().stream().distinct().count());
    }

    @Test
    void aJobThatHadFailedRunsAgain() throws IOException {
        Path fails = Files.createFile(directory.resolve("fail-job1"));
        try (WorkerHost _ = host()) {
            try (WorkerPool<String, String> first = pool("tuesday")) {
                List<CompletableFuture<String>> jobs = submit(first, 3);
                jobs.get(2).join();
                assertThrows(RuntimeException.class, () -> jobs.get(1).join());
            }
            Files.delete(fails);
            try (WorkerPool<String, String> second = pool("tuesday")) {
                assertEquals("JOB1", submit(second, 3).get(1).join());
            }
        }
        assertEquals(4, runs().size());
    }

    @Test
    void theSameJobTwiceIsTwoJobs() throws IOException {
        try (WorkerHost _ = host()) {
            WorkerPool<String, String> first = pool("friday");
            first.submit(directory + " twin").join();
            first.shutdownNow();
            try (WorkerPool<String, String> second = pool("friday")) {
                CompletableFuture<String> one = second.submit(directory + " twin");
                CompletableFuture<String> other = second.submit(directory + " twin");
                assertEquals("TWIN", one.join());
                assertEquals("TWIN", other.join());
            }
        }
    }

    @Test
    void whoWaitsForABatchBeginsItAnewWhenAnotherHasFinishedIt() throws Exception {
        try (WorkerHost _ = host()) {
            FutureTask<String> waiting =
                    new FutureTask<>(
                            () -> {
                                try (WorkerPool<String, String> second = pool("sunday")) {
                                    return second.submit(directory + " again").join();
                                }
                            });
            try (WorkerPool<String, String> first = pool("sunday")) {
                Thread.ofPlatform().daemon().start(waiting);
                Awaitility.await().atMost(LONG).until(BatchIT::someoneWaitsForTheLock);
                assertEquals("AGAIN", first.submit(directory + " again").join());
            }
            assertEquals("AGAIN", waiting.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }
        assertEquals(List.of("again", "again"), runs());
    }

    private static boolean someoneWaitsForTheLock() {
        return Thread.getAllStackTraces().values().stream()
                .anyMatch(
                        frames ->
                                Stream.of(frames).anyMatch(BatchIT::isLocking)
                                        && frames[0].getMethodName().startsWith("sleep"));
    }

    private static boolean isLocking(StackTraceElement frame) {
        return frame.getClassName().equals(Batch.class.getName())
                && frame.getMethodName().equals("lock");
    }

    @Test
    void aBatchIsForgottenWhenAllOfItHasSucceeded() throws IOException {
        try (WorkerHost _ = host()) {
            try (WorkerPool<String, String> first = pool("sunday")) {
                submit(first, 2).forEach(CompletableFuture::join);
            }
            Awaitility.await().atMost(LONG).until(() -> broker.queues("batch-sunday").isEmpty());
        }
        assertEquals(2, runs().size());
    }

    @Test
    void aBatchHasOneCoordinatorAtATime() {
        try (WorkerPool<String, String> _ = pool("holiday")) {
            PoolStartException e =
                    assertThrows(PoolStartException.class, () -> pool("holiday").close());
            assertTrue(String.valueOf(e.getMessage()).contains("batch=holiday"), e.getMessage());
        }
    }
}
