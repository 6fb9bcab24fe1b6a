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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestHandlers.Obey;
import org.sempool.TestHandlers.ShortLived;
import org.sempool.TestHandlers.StartsIfFileIsThere;

/**
 * Workers that die are replaced, their jobs are retried, and every death is reported with its
 * cause.
 */
@Timeout(120)
final class DeathsIT {
    @TempDir private Path temporary;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Obey.class).workers(1);
    }

    @Test
    void aJobThatKillsEveryWorkerFailsAloneWithTheCauseOfEachDeath() {
        try (WorkerPool<String, String> pool = builder().workers(2).attempts(2).build()) {
            CompletableFuture<String> poison = pool.submit("print-and-halt famous last words");
            List<CompletableFuture<String>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                others.add(pool.submit("echo " + i));
            }

            WorkerDiedException e = Failures.of(WorkerDiedException.class, poison);

            String message = Failures.message(e);
            assertTrue(message.startsWith("job 1: attempt 2 of 2: worker "), message);
            assertTrue(message.contains("exited with code 9"), message);
            assertTrue(message.contains("Before that, attempt 1: worker "), message);
            assertEquals(List.of(1, 2), e.deaths().stream().map(WorkerDeath::attempt).toList());
            for (WorkerDeath death : e.deaths()) {
                assertEquals(9, death.exitCode());
                assertEquals(Optional.empty(), death.signal());
                assertEquals(List.of("famous last words"), death.output());
                assertFalse(death.outOfMemory());
            }
            for (int i = 0; i < 100; i++) {
                assertEquals("" + i, others.get(i).join());
            }
        }
    }

    @Test
    void aCrashOfTheJvmIsReportedWithItsCrashReport() throws Exception {
        String flag = "-XX:ErrorFile=" + temporary + "/crash-%p.log";
        try (WorkerPool<String, String> pool = builder().attempts(1).jvmFlags(flag).build()) {
            WorkerDiedException e = Failures.of(WorkerDiedException.class, pool.submit("segfault"));

            WorkerDeath death = e.deaths().getFirst();
            assertEquals(Optional.of("SIGABRT"), death.signal());
            Path report = death.crashReport().orElseThrow();
            assertEquals(temporary.resolve("crash-" + death.pid() + ".log"), report);
            assertTrue(Files.size(report) > 1000);
            String message = Failures.message(e);
            assertTrue(message.contains("SIGABRT (exit code 134)"), message);
            String line = message.lines().findFirst().orElseThrow();
            assertTrue(line.contains("SIGSEGV"), message);
            assertTrue(line.endsWith("(crash report " + report + ")"), message);
            assertTrue(message.contains("Crash report " + report), message);
            assertTrue(message.contains("Problematic frame"), message);
            assertEquals("x", pool.submit("echo x").join());
        }
    }

    @Test
    void aDeathByASignalNamesTheSignal() throws Exception {
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            long pid = Long.parseLong(pool.submit("pid").join());
            CompletableFuture<String> running = begin(pool, "sleep 60000");

            Signal.kill(pid);

            WorkerDiedException e = Failures.of(WorkerDiedException.class, running);
            WorkerDeath death = e.deaths().getFirst();
            assertEquals(Optional.of("SIGKILL"), death.signal());
            assertEquals(pid, death.pid());
            assertEquals(1, death.worker());
            assertTrue(
                    Failures.message(e).contains("SIGKILL (exit code 137)"), Failures.message(e));
            assertNotEquals("" + pid, pool.submit("pid").get(60, SECONDS));
        }
    }

    @Test
    void aHandlerThatExitsItsJvmCountsAsADeath() {
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            WorkerDiedException e = Failures.of(WorkerDiedException.class, pool.submit("exit 0"));

            assertEquals(0, e.deaths().getFirst().exitCode());
            assertEquals("x", pool.submit("echo x").join());
        }
    }

    @Test
    void deathsAreNoticedWhileTheCommonPoolWaits() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (WorkerPool<String, String> pool = builder().workers(2).build()) {
            for (int i = 0; i < 100; i++) {
                ForkJoinPool.commonPool().execute(() -> awaitOpened(over));
            }

            assertEquals("attempt 2", pool.submit("halt-first").get(60, SECONDS));
            assertEquals("attempt 2", pool.submit("halt-first").get(60, SECONDS));
            assertEquals("attempt 2", pool.submit("halt-first").get(60, SECONDS));
        } finally {
            over.countDown();
        }
    }

    private static void awaitOpened(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWorkerThatIsKilledFromOutsideDuringItsStartIsReplaced() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "hang");
        CompletableFuture<WorkerPool<String, String>> building = new CompletableFuture<>();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    try {
                                        building.complete(
                                                TestPools.builder(StartsIfFileIsThere.class)
                                                        .workers(1)
                                                        .jvmFlags("-Dtest.file=" + file)
                                                        .build());
                                    } catch (RuntimeException e) {
                                        building.completeExceptionally(e);
                                    }
                                });
        ProcessHandle worker =
                Awaitility.await("it starts")
                        .atMost(Duration.ofMinutes(1))
                        .until(() -> childWith("-Dtest.file=" + file), Optional::isPresent)
                        .orElseThrow();
        Files.writeString(file, "start");

        assertTrue(worker.destroyForcibly());

        try (WorkerPool<String, String> pool = building.get(60, SECONDS)) {
            assertEquals("x", pool.submit("x").get(60, SECONDS));
        }
    }

    private static Optional<ProcessHandle> childWith(String argument) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(argument))
                .findFirst();
    }

    @Test
    void memoryThatRunsOutInAJobFailsTheJobAndReplacesTheWorker() throws Exception {
        try (WorkerPool<String, String> pool = builder().jvmFlags("-Xmx32m").build()) {
            String before = pool.submit("pid").join();

            JobFailedException e =
                    Failures.of(JobFailedException.class, pool.submit("out-of-memory"));

            assertEquals("java.lang.OutOfMemoryError", e.remoteType());
            assertNotEquals(before, pool.submit("pid").get(60, SECONDS));
        }
    }

    @Test
    void aWrappedOutOfMemoryErrorFailsTheJobAndReplacesTheWorker() throws Exception {
        try (WorkerPool<String, String> pool = builder().jvmFlags("-Xmx32m").build()) {
            String before = pool.submit("pid").join();

            JobFailedException e =
                    Failures.of(JobFailedException.class, pool.submit("wrapped-out-of-memory"));

            assertEquals("java.lang.IllegalStateException", e.remoteType());
            assertNotEquals(before, pool.submit("pid").get(60, SECONDS));
        }
    }

    @Test
    void nativeMemoryThatRunsOutIsReportedAsSuch() {
        try (WorkerPool<String, String> pool =
                builder().attempts(1).jvmFlags("-Xmx32m", "-XX:+ExitOnOutOfMemoryError").build()) {
            WorkerDiedException e =
                    Failures.of(WorkerDiedException.class, pool.submit("out-of-memory"));

            assertTrue(e.deaths().getFirst().outOfMemory());
            assertTrue(Failures.message(e).contains("OutOfMemoryError"), Failures.message(e));
        }
    }

    @Test
    void anIdleWorkersDeathIsNoticedAndTheWorkerReplaced() throws Exception {
        try (WorkerPool<String, String> pool = builder().workers(2).build()) {
            assertEquals("x", pool.submit("echo x").join());
            List<ProcessHandle> dead = Remains.workers();

            dead.forEach(ProcessHandle::destroyForcibly);

            assertEquals("y", pool.submit("echo y").get(60, SECONDS));
            Awaitility.await("two new workers")
                    .until(
                            () -> {
                                List<ProcessHandle> now = Remains.workers();
                                return now.size() == 2 && now.stream().noneMatch(dead::contains);
                            });
        }
    }

    @Test
    void failuresAreRetriedOnRequest() {
        try (WorkerPool<String, String> pool = builder().attempts(2).retryFailures().build()) {
            assertEquals("attempt 2", pool.submit("throw-first").join());
            JobFailedException e = Failures.of(JobFailedException.class, pool.submit("throw no"));
            assertEquals("no", e.remoteMessage());
            assertEquals("attempt 2", pool.submit("halt-first").join());
        }
    }

    @Test
    void aWorkerIsReplacedAfterItsShareOfJobs() {
        try (WorkerPool<String, String> pool = builder().maxJobsPerWorker(3).build()) {
            List<String> pids = pool.map(java.util.Collections.nCopies(9, "pid"));

            Set<String> different = new HashSet<>(pids);
            assertEquals(3, different.size());
            assertEquals(different, Set.of(pids.get(0), pids.get(3), pids.get(6)));
        }
    }

    @Test
    void aWorkerThatGrowsTooLargeIsReplacedBetweenJobs() {
        try (WorkerPool<String, String> pool =
                builder().attempts(1).maxMemoryPerWorker(150_000_000).build()) {
            String first = pool.submit("leak 100").join();

            Awaitility.await("another worker")
                    .until(() -> !pool.submit("leak 20000000").join().equals(first));
        }
    }

    @Test
    void aBoundBelowTheMemoryOfAnyWorkerDoesNotStopTheWork() {
        try (WorkerPool<String, String> pool = builder().maxMemoryPerWorker(1).build()) {
            for (int i = 0; i < 3; i++) {
                assertEquals("" + i, pool.submit("echo " + i).join());
            }
        }
    }

    @Test
    void workersThatDoNoJobsAreNotRestartedForever() throws Exception {
        Path file = temporary.resolve("licence has expired");
        try (WorkerPool<String, String> pool =
                TestPools.builder(ShortLived.class)
                        .workers(2)
                        .jvmFlags("-Dtest.file=" + file)
                        .build()) {
            Files.createFile(file);

            Awaitility.await("the pool gives up")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> Remains.directories().isEmpty());

            PoolClosedException e = assertThrows(PoolClosedException.class, () -> pool.submit("x"));
            assertTrue(
                    Failures.message(e).contains("the library has no licence"),
                    Failures.message(e));
        }
    }

    @Test
    void aWorkersOutputAboutMemoryIsNotTakenForTheCause() {
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            CompletableFuture<String> job =
                    pool.submit(
                            "print-and-halt caught java.lang.OutOfMemoryError\nthe disk is full");

            WorkerDeath death = Failures.of(WorkerDiedException.class, job).deaths().getFirst();

            assertFalse(death.outOfMemory());
            assertTrue(death.description().contains("code 9 "), death.description());
            assertTrue(
                    death.description().lines().findFirst().orElse("").endsWith("the disk is full"),
                    death.description());
        }
    }

    @Test
    void anExitWithTheCodeOfARetiringWorkerIsNoSuccess() {
        PoolStartException e =
                assertThrows(
                        PoolStartException.class,
                        () -> TestPools.builder(TestHandlers.ExitsAsRetired.class).build());

        assertTrue(Failures.message(e).contains("exited with code 72"), Failures.message(e));
    }

    @Test
    void whenAQuarterOfSixtyFourWorkersIsKilledEveryJobIsDone() throws Exception {
        Path place = Files.createDirectory(temporary.resolve("place"));
        try (WorkerPool<String, String> pool =
                builder()
                        .workers(64)
                        .startTimeout(Duration.ofSeconds(100))
                        .jvmFlags("-Xmx16m")
                        .build()) {
            List<CompletableFuture<String>> results =
                    IntStream.range(0, 64).mapToObj(i -> pool.submit("meet go " + place)).toList();
            Awaitility.await("all have a job")
                    .atMost(Duration.ofSeconds(100))
                    .until(() -> pidsIn(place).size() == 64);

            pidsIn(place).stream().limit(16).forEach(pid -> Signal.send("KILL", pid));
            Files.createFile(place.resolve("go"));

            Map<String, Long> outcomes =
                    results.stream()
                            .map(CompletableFuture::join)
                            .collect(Collectors.groupingBy(x -> x, Collectors.counting()));
            assertEquals(Map.of("attempt 1", 48L, "attempt 2", 16L), outcomes);
        }
    }

    private static List<Long> pidsIn(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> Long.valueOf(file.getFileName().toString())).toList();
        }
    }

    @Test
    void aReplacementIsRetriedUntilItCanStart() throws Exception {
        Path file = Files.writeString(temporary.resolve("model"), "model");
        try (WorkerPool<String, String> pool = poolThatNeeds(file)) {
            assertEquals("x", pool.submit("x").join());
            Files.delete(file);
            Remains.workers().forEach(ProcessHandle::destroyForcibly);
            CompletableFuture<String> waiting = pool.submit("y");
            Awaitility.await("a start has failed").until(() -> Remains.workers().isEmpty());

            Files.writeString(file, "model");

            assertEquals("y", waiting.get(60, SECONDS));
        }
    }

    @Test
    void aReplacementThatHangsDuringItsStartIsKilledAndStartedAgain() throws Exception {
        Path file = Files.writeString(temporary.resolve("model"), "model");
        try (WorkerPool<String, String> pool = poolThatNeeds(file)) {
            Files.writeString(file, "hang");
            Remains.workers().forEach(ProcessHandle::destroyForcibly);
            CompletableFuture<String> waiting = pool.submit("y");
            Awaitility.await("a worker hangs").until(() -> Remains.workers().size() == 1);
            Files.writeString(file, "model");

            assertEquals("y", waiting.get(60, SECONDS));
        }
    }

    private static WorkerPool<String, String> poolThatNeeds(Path file) {
        return TestPools.builder(StartsIfFileIsThere.class)
                .workers(1)
                // Several times the duration of a start on a busy machine; the test waits for the
                // hanging one.
                .startTimeout(Duration.ofSeconds(15))
                .jvmFlags("-Dtest.file=" + file)
                .build();
    }

    @Test
    void aCrashReportThatNeverEndsIsNotRead() throws Exception {
        Path pipe = temporary.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        String lie = "An error report file with more information is saved as:";
        try (WorkerPool<String, String> pool = builder().attempts(1).build()) {
            CompletableFuture<String> liar = pool.submit("print-and-halt " + lie + "\n# " + pipe);

            WorkerDiedException e = Failures.of(WorkerDiedException.class, liar);

            assertEquals(Optional.empty(), e.deaths().getFirst().crashReport());
        }
    }

    @Test
    void standardStreamsBelongToTheWorkerAndDoNotAffectThePool() {
        try (WorkerPool<String, String> pool = builder().build()) {
            String before = pool.submit("pid").join();

            assertEquals("00", pool.submit("child-reads-stdin").join());
            assertEquals("closed", pool.submit("close-streams").join());

            assertEquals(before, pool.submit("pid").join());
        }
    }

    private CompletableFuture<String> begin(WorkerPool<String, String> pool, String job) {
        Path begun = temporary.resolve("begun");
        CompletableFuture<String> result = pool.submit("begin " + begun + " " + job);
        Awaitility.await("the job is taken").until(() -> Files.exists(begun));
        return result;
    }
}
