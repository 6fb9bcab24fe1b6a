package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With a policy, jobs whose handlers throw come back later, and none is lost or runs too often. */
@Timeout(120)
final class RetriesIT {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir private Path place;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    /**
     * A job is what happens in its attempts: a file's name, then a letter for each attempt. Each
     * attempt leaves a file.
     */
    public static final class Script implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws Exception {
            String[] words = job.split(" ", 3);
            int attempt = context.attempt();
            Files.createFile(Path.of(words[0] + "." + attempt));
            char does = words[1].charAt(Math.min(attempt, words[1].length()) - 1);
            switch (does) {
                case 'h' -> Runtime.getRuntime().halt(3);
                case 's' -> Thread.sleep(Duration.ofHours(1));
                case 't' -> throw new IllegalStateException("attempt " + attempt);
                case 'a' -> throw new IllegalArgumentException("attempt " + attempt);
                default -> {}
            }
            return does == 'n' ? "" + context.name() : "attempt " + attempt;
        }
    }

    private static WorkerPoolBuilder<String, String> builder(RetryPolicy policy) {
        return TestPools.builder(Script.class).workers(2).attempts(6).retryFailures(policy);
    }

    private static RetryPolicy backoff(Duration pause) {
        return RetryPolicy.immediately().withBackoff(pause, pause);
    }

    private String job(String name, String script) {
        return place.resolve(name) + " " + script;
    }

    private List<Integer> attempts(String name) throws Exception {
        List<Integer> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(place)) {
            files.map(file -> "" + file.getFileName())
                    .filter(file -> file.startsWith(name + "."))
                    .forEach(
                            file -> found.add(Integer.parseInt(file.substring(name.length() + 1))));
        }
        return found.stream().sorted().toList();
    }

    @ParameterizedTest
    @CsvSource({"shm, 0", "shm, 5000", "shm, 3000000", "chronicle, 0", "chronicle, 50000"})
    void jobsComeBackAndTheirAttemptsGoOn(String transport, int size) throws Exception {
        String rest = " " + "x".repeat(size);
        // So that the largest payload takes a file.
        try (WorkerPool<String, String> pool =
                builder(backoff(SHORT)).transport(transport).payloadMemory(1 << 20).build()) {
            CompletableFuture<String> thrown = pool.submit(job("thrown", "ttr" + rest));
            CompletableFuture<String> both = pool.submit(job("both", "thtthr" + rest));
            CompletableFuture<String> fine = pool.submit(job("fine", "r" + rest));
            JobOptions named = JobOptions.defaults().name("n");
            CompletableFuture<String> withName = pool.submit(job("named", "ttn" + rest), named);

            assertEquals("attempt 3", thrown.join());
            assertEquals("attempt 6", both.join());
            assertEquals("attempt 1", fine.join());
            assertEquals("Optional[n]", withName.join());
            assertEquals(4, pool.stats().runningTimes().count(), "all of them are timed");
            assertEquals(List.of(1, 2, 3), attempts("thrown"));
            assertEquals(List.of(1, 2, 3, 4, 5, 6), attempts("both"));
        }
    }

    @Test
    void theLastFailureIsTheJobs() throws Exception {
        try (WorkerPool<String, String> pool = builder(backoff(SHORT)).attempts(3).build()) {
            JobFailedException e =
                    Failures.of(JobFailedException.class, pool.submit(job("bad", "t")));

            assertEquals("attempt 3", e.remoteMessage());
            assertEquals(List.of(1, 2, 3), attempts("bad"));
            Failures.of(
                    JobFailedException.class,
                    pool.submit(job("once", "t"), JobOptions.defaults().attempts(1)));
            assertEquals(List.of(1), attempts("once"));
        }
    }

    @Test
    void theAttemptsOfAJobThatIsGivenUpAreKnown() {
        List<JobEnded> ended = new CopyOnWriteArrayList<>();
        List<Integer> retried = new CopyOnWriteArrayList<>();
        PoolListener listener =
                new PoolListener() {
                    @Override
                    public void jobEnded(JobEnded job) {
                        ended.add(job);
                    }

                    @Override
                    public void jobRetried(long id, Optional<String> name, int attempt) {
                        retried.add(attempt);
                    }
                };
        try (WorkerPool<String, String> pool =
                builder(backoff(SHORT)).listener(listener).grace(Duration.ZERO).build()) {
            JobOptions limited = JobOptions.defaults().timeout(Duration.ofSeconds(3));
            Failures.of(JobTimedOutException.class, pool.submit(job("hangs", "ts"), limited));
            Awaitility.await().until(() -> ended.size() == 1);

            assertEquals(Optional.of(FailureKind.TIMED_OUT), ended.getFirst().failure());
            assertEquals(2, ended.getFirst().attempts());
            assertTrue(ended.getFirst().worker().isPresent());
            assertEquals(List.of(2), retried);
            assertEquals(1, pool.stats().retried());
        }
        try (WorkerPool<String, String> pool = builder(backoff(HOUR)).listener(listener).build()) {
            CompletableFuture<String> job = pool.submit(job("waits", "t"));
            Awaitility.await().until(() -> retried.size() == 2);
            assertTrue(job.cancel(true));
            Awaitility.await().until(() -> ended.size() == 2);

            assertEquals(1, ended.getLast().attempts());
            assertEquals(0, pool.stats().retried());
        }
    }

    @Test
    void aRetryBeforeALastDeathIsCounted() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Script.class).workers(1).attempts(2).retryFailures().build()) {
            Failures.of(WorkerDiedException.class, pool.submit(job("dies", "th")));

            assertEquals(1, pool.stats().retried());
        }
    }

    @Test
    void theConditionDecidesAndItsOwnFailureIsNoRetry() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        RetryPolicy policy =
                RetryPolicy.immediately()
                        .when(
                                failure -> {
                                    asked.incrementAndGet();
                                    assertTrue(failure.jobId().isPresent());
                                    if (failure.reason().contains("Argument")) {
                                        throw new UnsupportedOperationException("mine");
                                    }
                                    return failure.reason().contains("attempt 1");
                                });
        try (WorkerPool<String, String> pool = builder(policy).build()) {
            assertEquals("attempt 2", pool.submit(job("again", "tr")).join());
            JobFailedException e =
                    Failures.of(JobFailedException.class, pool.submit(job("twice", "ttr")));
            assertEquals("attempt 2", e.remoteMessage());
            JobFailedException broken =
                    Failures.of(JobFailedException.class, pool.submit(job("broken", "a")));
            assertEquals("mine", broken.getSuppressed()[0].getMessage());
            assertEquals(List.of(1), attempts("broken"));
            assertEquals(4, asked.get());
        }
    }

    @Test
    void aClosingPoolWaitsForRetries() throws Exception {
        WorkerPool<String, String> pool = builder(backoff(Duration.ofMillis(300))).build();
        CompletableFuture<String> job = pool.submit(job("late", "ttr"));

        pool.close();

        assertEquals("attempt 3", job.resultNow());
    }

    @Test
    void aStoppedPoolDoesNot() {
        WorkerPool<String, String> pool = builder(backoff(HOUR)).build();
        CompletableFuture<String> job = pool.submit(job("never", "tr"));
        Awaitility.await().until(() -> attempts("never").equals(List.of(1)));

        assertFalse(pool.close(Duration.ofMillis(200)));

        Failures.of(PoolClosedException.class, job);
    }

    @Test
    void aJobThatWaitsForItsRetryCountsAsWaiting() {
        try (WorkerPool<String, String> pool = builder(backoff(HOUR)).build()) {
            CompletableFuture<String> job = pool.submit(job("waits", "t"));

            Awaitility.await()
                    .untilAsserted(
                            () -> {
                                PoolStats stats = pool.stats();
                                assertEquals(1, stats.waiting());
                                assertEquals(0, stats.running());
                                assertEquals(0, stats.delivering());
                                assertTrue(Files.exists(place.resolve("waits.1")));
                            });
            assertTrue(job.cancel(true));
        }
    }

    @Test
    void aJobThatWaitsForItsRetryCanBeCancelled() throws Exception {
        try (WorkerPool<String, String> pool = builder(backoff(HOUR)).workers(1).build()) {
            CompletableFuture<String> one = pool.submit(job("one", "tr"));
            CompletableFuture<String> other = pool.submit(job("other", "tr"));
            assertEquals("attempt 1", pool.submit(job("behind", "r")).join());
            Awaitility.await().until(() -> pool.stats().running() == 0);

            assertTrue(one.cancel(true));
            assertEquals(1, pool.cancelWaiting());

            assertTrue(other.isCancelled());
        }
        assertEquals(List.of(1), attempts("one"));
    }

    /** More than the queue, and more than the table of pending jobs, could hold. */
    @Test
    void jobsThatWaitForRetriesHoldUpTheirSubmitter() throws Exception {
        try (WorkerPool<String, String> pool =
                builder(backoff(Duration.ofMillis(200))).queue(4).build()) {
            List<CompletableFuture<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                jobs.add(pool.submit(job("j" + i, "tr")));
            }
            for (CompletableFuture<String> job : jobs) {
                assertEquals("attempt 2", job.join());
            }
        }
    }

    /** A worker may be killed between the report of a failure and the end of its lease. */
    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void noJobIsLostOrRunsTwiceInOneAttemptWhileWorkersAreKilled(String transport)
            throws Exception {
        try (WorkerPool<String, String> pool =
                builder(backoff(SHORT)).attempts(100).transport(transport).queue(16).build()) {
            List<CompletableFuture<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                jobs.add(pool.submit(job("j" + i, i % 7 == 0 ? "htr" : "tttr")));
                if (i % 10 == 0) {
                    Remains.workers().stream().findAny().ifPresent(ProcessHandle::destroyForcibly);
                }
            }
            for (int i = 0; i < jobs.size(); i++) {
                String last = jobs.get(i).join();
                List<Integer> ran = attempts("j" + i);
                assertEquals("attempt " + ran.getLast(), last, "ran=" + ran);
            }
        }
    }
}
