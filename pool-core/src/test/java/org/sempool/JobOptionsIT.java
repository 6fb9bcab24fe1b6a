package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.TestHandlers.Obey;

/** A job's own options count for that job, and for no other. */
@Timeout(120)
final class JobOptionsIT {
    private static final JobOptions NONE = JobOptions.defaults();
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration AMPLE = Duration.ofMinutes(5);

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder(String transport) {
        return TestPools.builder(Obey.class).transport(transport).workers(1).grace(SHORT);
    }

    @ParameterizedTest
    @CsvSource({"shm, 10", "shm, 5000", "chronicle, 10", "chronicle, 5000"})
    void theHandlerKnowsTheJobsName(String transport, int length) {
        String text = "x".repeat(length);
        try (WorkerPool<String, String> pool = builder(transport).build()) {
            assertEquals("none", pool.submit("name").join());
            assertEquals("thumb-3", pool.submit("name", NONE.name("thumb-3")).join());
            assertEquals("none", pool.submit("name").join());
            assertEquals(text, pool.submit("echo " + text, NONE.name("größer")).join());
            Optional<CompletableFuture<String>> tried =
                    pool.trySubmit("name", NONE.name("tried"), AMPLE);
            assertEquals("tried", tried.orElseThrow().join());
            assertEquals(
                    "all",
                    pool.submitAll(java.util.List.of("name"), NONE.name("all")).getLast().join());
        }
    }

    @Test
    void aJobMayRunForLessThanTheOthers() {
        try (WorkerPool<String, String> pool = builder("shm").jobTimeout(AMPLE).build()) {
            JobTimedOutException e =
                    Failures.of(
                            JobTimedOutException.class,
                            pool.submit("until-told", NONE.timeout(SHORT)));

            assertEquals(SHORT, e.timeout());
            assertFalse(e.wasWaiting());
            assertTrue(
                    Failures.message(e).contains("longer than its timeout=200 ms in attempt 1"),
                    Failures.message(e));
            assertEquals("slept", pool.submit("sleep 400").join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void aJobsUserLearnsHowItEndedBeforeTheFutureEnds(String transport) {
        AtomicReference<JobEnded> end = new AtomicReference<>();
        JobOptions told = NONE.name("told").onEnd(end::set);
        try (WorkerPool<String, String> pool = builder(transport).retryFailures().build()) {
            assertEquals("slept", pool.submit("sleep 30", told).join());
            JobEnded slept = end.get();
            assertEquals(Optional.of("told"), slept.name());
            assertEquals(Optional.empty(), slept.failure());
            assertEquals(1, slept.attempts());
            assertEquals(OptionalInt.of(1), slept.worker());
            assertTrue(slept.times().orElseThrow().running().toMillis() >= 30, slept.toString());

            assertEquals("attempt 2", pool.submit("throw-first", told).join());
            assertEquals(2, end.get().attempts());

            Failures.of(JobFailedException.class, pool.submit("throw", told.attempts(1)));
            assertEquals(Optional.of(FailureKind.THREW), end.get().failure());

            Failures.of(JobTimedOutException.class, pool.submit("until-told", told.timeout(SHORT)));
            assertEquals(Optional.of(FailureKind.TIMED_OUT), end.get().failure());

            CompletableFuture<String> cancelled = pool.submit("until-told", told);
            assertTrue(cancelled.cancel(true));
            assertEquals(Optional.of(FailureKind.CANCELLED), end.get().failure());

            JobOptions bad =
                    NONE.onEnd(
                            _ -> {
                                throw new IllegalStateException("on purpose");
                            });
            assertEquals("1", pool.submit("echo 1", bad).join());
        }
    }

    @Test
    void aLimitMayBeSetWhileTheJobRuns() {
        AtomicReference<Optional<Duration>> limit = new AtomicReference<>(Optional.empty());
        try (WorkerPool<String, String> pool = builder("shm").build()) {
            CompletableFuture<String> job = pool.submit("until-told", NONE.timeout(limit::get));
            Awaitility.await().until(() -> pool.stats().running() == 1);

            limit.set(Optional.of(SHORT));

            assertEquals(SHORT, Failures.of(JobTimedOutException.class, job).timeout());
            JobOptions bad =
                    NONE.timeout(
                            () -> {
                                throw new IllegalStateException("on purpose");
                            });
            assertEquals("slept", pool.submit("sleep 300", bad).join());
        }
    }

    @Test
    void aJobThatIsCancelledGentlyKeepsItsLimit() {
        try (WorkerPool<String, String> pool = builder("shm").build()) {
            CompletableFuture<String> hung =
                    pool.submit("spin", NONE.timeout(Duration.ofSeconds(3)));
            Awaitility.await().until(() -> pool.stats().running() == 1);

            assertTrue(hung.cancel(false));

            assertEquals("next", pool.submit("echo next").join());
        }
    }

    @Test
    void aJobMayRunForLongerThanTheOthers() {
        try (WorkerPool<String, String> pool = builder("shm").jobTimeout(SHORT).build()) {
            assertEquals("slept", pool.submit("sleep 1000", NONE.timeout(AMPLE)).join());
            Failures.of(JobTimedOutException.class, pool.submit("until-told"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void aJobThatWaitsForTooLongNeverRuns(String transport) {
        Path ran = temporary.resolve("ran");
        try (WorkerPool<String, String> pool = builder(transport).build()) {
            CompletableFuture<String> first = pool.submit("until-told");
            CompletableFuture<String> late = pool.submit("mark " + ran, NONE.queueTimeout(SHORT));
            CompletableFuture<String> patient = pool.submit("echo 1", NONE.queueTimeout(AMPLE));
            CompletableFuture<String> other = pool.submit("echo 2");

            JobTimedOutException e = Failures.of(JobTimedOutException.class, late);

            assertEquals(SHORT, e.timeout());
            assertTrue(e.wasWaiting());
            assertTrue(
                    Failures.message(e).contains("waited for longer than queueTimeout=200 ms"),
                    Failures.message(e));
            assertFalse(patient.isDone());
            first.cancel(true);
            assertEquals("1", patient.join());
            assertEquals("2", other.join());
            assertTrue(Files.notExists(ran));
        }
    }

    @Test
    void theLimitOfTheWaitIsOverWhenAWorkerTakesTheJob() {
        try (WorkerPool<String, String> pool = builder("shm").build()) {
            assertEquals("1", pool.submit("echo 1").join());
            Duration limit = Duration.ofSeconds(1);
            assertEquals("slept", pool.submit("sleep 2000", NONE.queueTimeout(limit)).join());
        }
    }

    /** Its second wait is behind a job that runs for longer than the limit. */
    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void aJobThatWasPutBackMayWaitForAnyTime(String transport) {
        try (WorkerPool<String, String> pool =
                builder(transport).workers(1).retryFailures().build()) {
            assertEquals("1", pool.submit("echo 1").join());
            JobOptions limited = NONE.queueTimeout(Duration.ofMillis(1500));
            CompletableFuture<String> job = pool.submit("throw-first", limited);
            CompletableFuture<String> died = pool.submit("halt-first", limited);
            CompletableFuture<String> slow = pool.submit("sleep 3000");

            assertEquals("slept", slow.join());
            assertEquals("attempt 2", job.join());
            assertEquals("attempt 2", died.join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void aJobMayHaveFewerAttemptsThanTheOthers(String transport) {
        try (WorkerPool<String, String> pool = builder(transport).retryFailures().build()) {
            WorkerDiedException e =
                    Failures.of(WorkerDiedException.class, pool.submit("halt 3", NONE.attempts(1)));
            assertEquals(1, e.deaths().size());
            assertTrue(Failures.message(e).contains("attempt 1 of 1"), Failures.message(e));
            Failures.of(JobFailedException.class, pool.submit("throw-first", NONE.attempts(1)));
            assertEquals("attempt 2", pool.submit("halt-first").join());
            assertEquals("attempt 2", pool.submit("throw-first").join());
        }
    }

    @Test
    void aJobMayHaveMoreAttemptsThanTheOthers() {
        try (WorkerPool<String, String> pool = builder("shm").attempts(2).retryFailures().build()) {
            WorkerDiedException e =
                    Failures.of(WorkerDiedException.class, pool.submit("halt 3", NONE.attempts(4)));

            assertEquals(4, e.deaths().size());
        }
    }

    @Test
    void attemptsAloneDoNotRetryWhatAHandlerThrows() {
        try (WorkerPool<String, String> pool = builder("shm").build()) {
            Failures.of(JobFailedException.class, pool.submit("throw-first", NONE.attempts(5)));
        }
    }

    @Test
    void aClosingPoolStillEndsWaits() {
        WorkerPool<String, String> pool = builder("shm").build();
        CompletableFuture<String> slow = pool.submit("sleep 1000");
        CompletableFuture<String> late = pool.submit("echo 1", NONE.queueTimeout(SHORT));

        pool.close();

        assertEquals("slept", slow.join());
        Awaitility.await().until(late::isDone);
        Failures.of(JobTimedOutException.class, late);
    }
}
