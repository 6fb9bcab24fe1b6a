package org.sempool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.TestHandlers.Obey;
import org.sempool.TestHandlers.Unread;

/** A job that times out or is cancelled stops, if necessary with its worker, and fails alone. */
@Timeout(120)
final class DeadlinesIT {
    private static final Duration SHORT = Duration.ofMillis(200);

    /** For jobs that must end within it, and others that must not. */
    private static final Duration AMPLE = Duration.ofSeconds(3);

    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(1).grace(SHORT);
    }

    @Test
    void aHandlerThatStopsInTimeKeepsItsWorker() {
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(AMPLE).grace(Duration.ofMinutes(5)).build()) {
            String before = pool.submit("pid").join();

            JobTimedOutException e =
                    Failures.of(JobTimedOutException.class, pool.submit("until-told"));

            assertEquals(AMPLE, e.timeout());
            assertTrue(
                    Failures.message(e).contains("its timeout=3000 ms in attempt 1"),
                    Failures.message(e));
            assertEquals("false", pool.submit("is-interrupted").join());
            assertEquals(before, pool.submit("pid").join());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lazy", "lazy-wrapped"})
    void aClassThatAStopHasDamagedFailsNoLaterJob(String job) {
        String file = "-Dlazy.file=" + temporary.resolve("begun");
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(AMPLE).grace(Duration.ofMinutes(5)).jvmFlags(file).build()) {
            String before = pool.submit("pid").join();
            Failures.of(JobTimedOutException.class, pool.submit("lazy-hidden"));

            assertEquals("initialized, attempt 1", pool.submit(job).join());

            assertNotEquals(before, pool.submit("pid").join(), "the worker was replaced");
        }
    }

    /** A worker whose jobs were never cancelled reports what is wrong with the class. */
    @Test
    void aBrokenClassFailsItsJobAlsoAfterAStop() {
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(AMPLE).grace(Duration.ofMinutes(5)).build()) {
            Failures.of(JobTimedOutException.class, pool.submit("until-told"));

            JobFailedException e = Failures.of(JobFailedException.class, pool.submit("broken"));

            assertEquals("java.lang.ExceptionInInitializerError", e.remoteType());
        }
    }

    @Test
    void aHandlerMayUseItsGrace() {
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(AMPLE).grace(Duration.ofMinutes(5)).build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> slow = pool.submit("slow-to-obey 1000");

            Failures.of(JobTimedOutException.class, slow);

            assertEquals(before, pool.submit("pid").join());
        }
    }

    @Test
    void aHandlerMayUseItsGraceWhileThePoolCloses() {
        Path file = temporary.resolve("saved");
        try (WorkerPool<String, String> pool =
                builder()
                        .jobTimeout(SHORT)
                        .grace(Duration.ofMinutes(5))
                        .stopTimeout(Duration.ofMillis(100))
                        .build()) {
            Failures.of(JobTimedOutException.class, pool.submit("save-when-told " + file));
        }

        assertTrue(Files.exists(file), "it was killed before the end of its grace");
    }

    @Test
    void afterItsGraceAHandlerDoesNotHoldUpTheClosing() {
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(SHORT).stopTimeout(Duration.ofMinutes(5)).build()) {
            Failures.of(JobTimedOutException.class, pool.submit("spin"));
        }
    }

    @Test
    void aCancelledJobIsNotRetried() throws Exception {
        Path attempts = Files.createDirectory(temporary.resolve("attempts"));
        try (WorkerPool<String, String> pool = builder().attempts(5).retryFailures().build()) {
            CompletableFuture<String> job = pool.submit("fail-when-cancelled " + attempts);
            Awaitility.await("it runs").until(() -> Files.exists(attempts.resolve("1")));

            assertTrue(job.cancel(false));

            assertEquals("1", pool.submit("attempt").join());
            assertFalse(Files.exists(attempts.resolve("2")));
        }
    }

    @Test
    void aHandlerThatIgnoresTheStopIsKilledAndFailsAlone() {
        try (WorkerPool<String, String> pool = builder().jobTimeout(AMPLE).build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> deaf = pool.submit("spin");
            CompletableFuture<String> behind = pool.submit("pid");

            Failures.of(JobTimedOutException.class, deaf);

            assertNotEquals(before, behind.join());
        }
    }

    @Test
    void theTimeInTheQueueDoesNotCount() {
        try (WorkerPool<String, String> pool = builder().jobTimeout(AMPLE).build()) {
            List<CompletableFuture<String>> jobs = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                jobs.add(pool.submit("sleep 750"));
            }

            jobs.forEach(job -> assertEquals("slept", job.join()));
        }
    }

    /** The results queue has one slot, and the submitter is too slow to read it. */
    @ParameterizedTest
    @ValueSource(strings = {"shm", "chronicle"})
    void theTimeInWhichAResultWaitsForRoomDoesNotCount(String transport) {
        try (WorkerPool<String, String> pool =
                TestPools.builder(Unread.class)
                        .transport(transport)
                        .workers(2)
                        .queue(1)
                        .jobTimeout(Duration.ofSeconds(1))
                        .grace(SHORT)
                        .build()) {
            CompletableFuture<String> unread = pool.submit("wait");
            CompletableFuture<String> behind;
            try {
                Awaitility.await("it is being read").until(() -> Unread.READING.get() > 0);
                behind = pool.submit("behind");
                Awaitility.await("no deadline hits it")
                        .during(Duration.ofSeconds(4))
                        .until(() -> !behind.isDone());
            } finally {
                Unread.MAY_READ.release();
            }

            assertEquals("wait", unread.join());
            assertEquals("behind", behind.join());
        } finally {
            Unread.READING.set(0);
        }
    }

    @Test
    void aWorkerThatIsSuspendedInItsJobIsKilled() throws Exception {
        try (WorkerPool<String, String> pool = builder().jobTimeout(AMPLE).build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> running = begin(pool, "sleep 60000");

            Signal.stop(Long.parseLong(before));

            Failures.of(JobTimedOutException.class, running);
            assertNotEquals(before, pool.submit("pid").get(60, SECONDS));
        }
    }

    @Test
    void aCancelledRunningJobIsToldToStop() {
        try (WorkerPool<String, String> pool = builder().grace(Duration.ofMinutes(5)).build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> running = begin(pool, "until-told");

            assertTrue(running.cancel(true));

            assertThrows(CancellationException.class, running::join);
            assertEquals(before, pool.submit("pid").join());
        }
    }

    @Test
    void aJobThatIsCancelledJustBeforeItBeginsIsToldToStop() throws IOException {
        try (WorkerPool<String, String> pool =
                builder()
                        .grace(Duration.ofMinutes(5))
                        .jvmFlags(
                                "-Dsempool.steps=" + SlowToBegin.class.getName(),
                                "-D" + SlowToBegin.PLACE + "=" + temporary)
                        .build()) {
            CompletableFuture<String> job = pool.submit("until-told");
            Awaitility.await("claimed").until(() -> Files.exists(temporary.resolve("claimed")));

            assertTrue(job.cancel(true));
            // The order arrives before its job has begun.
            Awaitility.await("the worker gets the order")
                    .during(Duration.ofSeconds(1))
                    .until(() -> true);
            Files.createFile(temporary.resolve("begin"));

            assertEquals("false", pool.submit("is-interrupted").join());
        }
    }

    @Test
    void aCancelledJobThatIgnoresTheStopLosesItsWorker() throws Exception {
        try (WorkerPool<String, String> pool = builder().build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> running = begin(pool, "spin");

            assertTrue(running.cancel(true));

            assertNotEquals(before, pool.submit("pid").get(60, SECONDS));
        }
    }

    @Test
    void cancelWithoutInterruptLetsTheJobRunOn() {
        try (WorkerPool<String, String> pool = builder().build()) {
            String before = pool.submit("pid").join();
            CompletableFuture<String> running = begin(pool, "sleep 600");

            assertTrue(running.cancel(false));

            assertEquals(before, pool.submit("pid").join());
        }
    }

    @Test
    void aCancelledJobWhoseWorkerDiesDoesNotRunAgain() throws Exception {
        Path marker = temporary.resolve("ran");
        try (WorkerPool<String, String> pool = builder().build()) {
            long pid = Long.parseLong(pool.submit("pid").join());
            CompletableFuture<String> running = begin(pool, "sleep 600000");
            CompletableFuture<String> behind = pool.submit("mark " + marker);
            assertTrue(running.cancel(false));

            Signal.kill(pid);

            assertEquals("marked", behind.get(60, SECONDS));
        }
    }

    @Test
    void waitingJobsCanBeCancelledTogether() {
        Path marker = temporary.resolve("ran");
        try (WorkerPool<String, String> pool = builder().build()) {
            CompletableFuture<String> running = begin(pool, "sleep 500");
            List<CompletableFuture<String>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(pool.submit("mark " + marker));
            }

            assertEquals(10, pool.cancelWaiting());

            waiting.forEach(job -> assertTrue(job.isCancelled()));
            assertEquals("slept", running.join());
            assertEquals(0, pool.cancelWaiting());
            assertEquals("x", pool.submit("echo x").join());
        }
        assertFalse(Files.exists(marker));
    }

    @Test
    void theProcessesOfAKilledJobDieWithIt() throws IOException {
        Path pidFile = temporary.resolve("pid");
        try (WorkerPool<String, String> pool = builder().build()) {
            CompletableFuture<String> deaf = pool.submit("spawn-and-hang " + pidFile);
            Awaitility.await("it has a child")
                    .until(() -> Files.exists(pidFile) && Files.size(pidFile) > 0);

            deaf.cancel(true);

            assertGone(pidFile);
        }
    }

    @Test
    void aProcessThatLeftTheGroupOfADeadWorkerAlsoDies() throws IOException {
        Path pidFile = temporary.resolve("pid");
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            Failures.of(WorkerDiedException.class, pool.submit("spawn-and-halt " + pidFile));

            assertGone(pidFile);
        }
    }

    @Test
    void closeEndsProcessesThatHandlersHaveStarted() {
        List<ProcessHandle> children = new ArrayList<>();
        try (WorkerPool<String, String> pool = builder().build()) {
            for (String how : List.of("spawn", "spawn-apart")) {
                long pid = Long.parseLong(pool.submit(how).join());
                children.add(ProcessHandle.of(pid).orElseThrow());
            }
        }
        Signal.awaitEnds(children);
    }

    /** Submits a job, and waits until a worker has taken it. */
    private CompletableFuture<String> begin(WorkerPool<String, String> pool, String job) {
        Path begun = temporary.resolve("begun");
        CompletableFuture<String> result = pool.submit("begin " + begun + " " + job);
        Awaitility.await("the job is taken").until(() -> Files.exists(begun));
        return result;
    }

    private static void assertGone(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readString(pidFile));
        Signal.awaitEnds(ProcessHandle.of(pid).stream().toList());
    }
}
