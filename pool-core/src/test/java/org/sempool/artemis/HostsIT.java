package org.sempool.artemis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.JobContext;
import org.sempool.JobFailedException;
import org.sempool.JobHandler;
import org.sempool.JobOptions;
import org.sempool.JobTimedOutException;
import org.sempool.WorkerDeath;
import org.sempool.WorkerDiedException;
import org.sempool.WorkerHost;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;

/** Pools and worker hosts work together over a broker, and keep what a pool promises. */
final class HostsIT {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir private Path directory;
    private TestBroker broker;

    /** Does what the job says. */
    public static final class Obedient implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws Exception {
            String[] words = job.split(" ", 2);
            switch (words[0]) {
                case "halt" -> Runtime.getRuntime().halt(3);
                case "throw" -> throw new IllegalStateException(words[1]);
                case "sleep" -> Thread.sleep(Long.parseLong(words[1]));
                case "halt-once" -> {
                    if (context.attempt() == 1) {
                        Runtime.getRuntime().halt(4);
                    }
                }
                case "block" -> {
                    Files.createFile(Path.of(words[1]));
                    Thread.sleep(LONG.toMillis());
                }
                case "large" -> {
                    return "x".repeat(Integer.parseInt(words[1]));
                }
                default -> {
                    return job + " by " + context.jobId() + "/" + context.attempt();
                }
            }
            return job;
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

    private WorkerHost host(int workers) {
        return WorkerHost.builder(Obedient.class)
                .workers(workers)
                .grace(LONG)
                .transportOption("broker", broker.url())
                .build();
    }

    private WorkerPoolBuilder<String, String> pool() {
        return WorkerPool.builder(Obedient.class)
                .transport("artemis")
                .transportOption("broker", broker.url());
    }

    @Test
    void jobsRunOnHostsThatSomebodyElseHasStarted() {
        try (WorkerHost one = host(1);
                WorkerHost other = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            List<String> jobs = IntStream.range(0, 500).mapToObj(i -> "job" + i).toList();
            List<String> results = pool.map(jobs);
            for (int i = 0; i < results.size(); i++) {
                assertTrue(results.get(i).startsWith(jobs.get(i) + " by "), results.get(i));
            }
            assertEquals(500, one.stats().succeeded() + other.stats().succeeded());
            assertEquals(500, pool.stats().succeeded());
        }
    }

    @Test
    void aPoolMayHaveWorkersOfItsOwn() {
        try (WorkerPool<String, String> pool = pool().workers(2).build()) {
            assertTrue(pool.submit("job").join().startsWith("job by "));
        }
    }

    @Test
    void aFailureHasTheRemoteStackTrace() {
        try (WorkerHost _ = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            CompletionException e =
                    assertThrows(CompletionException.class, () -> pool.submit("throw oops").join());
            JobFailedException failure = assertInstanceOf(JobFailedException.class, e.getCause());
            assertEquals("java.lang.IllegalStateException", failure.remoteType());
            assertTrue(failure.remoteStackTrace().contains("Obedient.handle"));
        }
    }

    @Test
    void aPoisonousJobFailsAloneAndNamesItsDeaths() {
        try (WorkerHost _ = host(2);
                WorkerPool<String, String> pool = pool().build()) {
            CompletableFuture<String> poison = pool.submit("halt 1");
            List<String> others = pool.map(IntStream.range(0, 50).mapToObj(i -> "j" + i).toList());
            assertEquals(50, others.size());

            CompletionException e = assertThrows(CompletionException.class, poison::join);
            WorkerDiedException died = assertInstanceOf(WorkerDiedException.class, e.getCause());
            assertEquals(
                    List.of(1, 2, 3), died.deaths().stream().map(WorkerDeath::attempt).toList());
            assertEquals(3, died.deaths().getFirst().exitCode());
            assertTrue(died.deaths().getFirst().host().isPresent());
            assertEquals(2, pool.stats().retried());
        }
    }

    @Test
    void aRetrySeesTheNumberOfItsAttempt() {
        try (WorkerHost _ = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            assertEquals("halt-once now", pool.submit("halt-once now").join());
        }
    }

    @Test
    void aJobThatTakesTooLongTimesOut() {
        try (WorkerHost _ = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            CompletableFuture<String> late =
                    pool.submit(
                            "sleep 60000", JobOptions.defaults().timeout(Duration.ofMillis(300)));
            CompletionException e = assertThrows(CompletionException.class, late::join);
            assertInstanceOf(JobTimedOutException.class, e.getCause());
            assertTrue(pool.submit("job").join().startsWith("job"));
        }
    }

    @Test
    void aRunningJobIsCancelledAndItsWorkerGoesOn() {
        Path begun = directory.resolve("begun");
        try (WorkerHost host = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            CompletableFuture<String> job = pool.submit("block " + begun);
            Awaitility.await().atMost(LONG).until(() -> Files.exists(begun));

            assertTrue(job.cancel(true));

            assertTrue(pool.submit("job").join().startsWith("job"));
            assertEquals(0, host.stats().workerDeaths());
        }
    }

    @Test
    void aWaitingJobIsCancelledBeforeAnyHostComes() {
        try (WorkerPool<String, String> pool = pool().build()) {
            CompletableFuture<String> job = pool.submit("halt 1");
            assertTrue(job.cancel(true));
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> broker.messages(Names.jobs("default")) == 0);
        }
    }

    @Test
    void largeResultsAndJobsAreStreamed() {
        try (WorkerHost _ = host(1);
                WorkerPool<String, String> pool = pool().build()) {
            for (int size : new int[] {99_000, 200_000, 3_000_000, 20_000_000}) {
                assertEquals(size, pool.submit("large " + size).join().length());
                String job = "y".repeat(size);
                assertTrue(pool.submit(job).join().startsWith(job));
            }
        }
    }

    @Test
    void aHostThatDrainsFinishesWhatItHas() throws Exception {
        Path begun = directory.resolve("begun");
        try (WorkerPool<String, String> pool = pool().build()) {
            List<CompletableFuture<String>> jobs;
            try (WorkerHost _ = host(1)) {
                jobs =
                        Stream.of("sleep 1000", "sleep 1", "sleep 1", "sleep 1")
                                .map(pool::submit)
                                .toList();
                Awaitility.await()
                        .atMost(LONG)
                        .until(() -> broker.messages(Names.jobs("default")) == 4);
            }
            assertTrue(Files.notExists(begun));
            try (WorkerHost _ = host(1)) {
                jobs.forEach(CompletableFuture::join);
            }
            assertEquals(4, pool.stats().succeeded());
        }
    }
}
