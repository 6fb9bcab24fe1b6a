package org.sempool;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pool of real worker processes gives each job its own result, bounds its queue, and ends as
 * told.
 */
@Timeout(120)
final class WorkerPoolIT {
    private static final String ARCHIVE = "sempool.worker.archive";

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @CsvSource({"futex, 1, 1024", "futex, 4, 1", "posix, 2, 64", "polling, 2, 3"})
    void everyJobGetsItsOwnResult(String semaphore, int workers, int queue) {
        // With all compilers, as for users.
        try (WorkerPool<String, String> pool =
                WorkerPool.builder(TestHandlers.Obey.class)
                        .workers(workers)
                        .queue(queue)
                        .transportOption("semaphore", semaphore)
                        .build()) {
            List<String> jobs = IntStream.range(0, 2_000).mapToObj(i -> "echo " + i).toList();

            List<String> results = pool.map(jobs);

            assertEquals(IntStream.range(0, 2_000).mapToObj(i -> "" + i).toList(), results);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1024", "4, 1", "2, 3"})
    void everyJobGetsItsOwnResultOverChronicle(int workers, int queue) {
        try (WorkerPool<String, String> pool =
                builder().transport("chronicle").workers(workers).queue(queue).build()) {
            List<String> jobs = IntStream.range(0, 2_000).mapToObj(i -> "echo " + i).toList();

            List<String> results = pool.map(jobs);

            assertEquals(IntStream.range(0, 2_000).mapToObj(i -> "" + i).toList(), results);
        }
    }

    /** The JVM does not accept two flags about its start-up archive. */
    @Test
    void theUsersFlagsAboutTheStartUpArchiveAreKept() {
        try (WorkerPool<String, String> pool =
                builder().workers(1).jvmFlags("-XX:AOTMode=off").build()) {
            assertEquals("1", pool.submit("echo 1").join());
        }
    }

    @Test
    void workersMapTheArchiveIfOneIsNamed() throws IOException {
        String archive = System.getProperty(ARCHIVE);
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            Path maps = Path.of("/proc", pool.submit("pid").join(), "maps");
            assertTrue(Files.readString(maps).contains(archive), archive);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no archive"})
    void anArchiveThatDoesNotMatchIsNotUsed(String content, @TempDir Path directory)
            throws IOException {
        worksWithArchive(Files.writeString(directory.resolve("workers.jsa"), content));
    }

    @Test
    void aDamagedArchiveIsNotUsed(@TempDir Path directory) throws IOException {
        byte[] archive = Files.readAllBytes(Path.of(System.getProperty(ARCHIVE)));
        for (int i = archive.length / 2; i < archive.length / 2 + 4096; i++) {
            archive[i] ^= 0x5a;
        }
        worksWithArchive(Files.write(directory.resolve("workers.jsa"), archive));
    }

    private static void worksWithArchive(Path file) {
        String archive = System.getProperty(ARCHIVE);
        System.setProperty(ARCHIVE, file.toString());
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            assertEquals("1", pool.submit("echo 1").join());
        } finally {
            System.setProperty(ARCHIVE, archive);
        }
    }

    @Test
    void manyThreadsMaySubmit() {
        try (WorkerPool<String, String> pool = builder().workers(2).queue(8).build()) {
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                threads.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    for (int i = 0; i < 500; i++) {
                                        String text = thread + "/" + i;
                                        assertEquals(text, pool.submit("echo " + text).join());
                                    }
                                },
                                action -> {
                                    var _ = Thread.ofPlatform().start(action);
                                }));
            }
            threads.forEach(CompletableFuture::join);
        }
    }

    @Test
    void farMoreThreadsThanSlotsMayWaitForRoom() {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(1).build();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<String>> results =
                    IntStream.range(0, 1_000)
                            .mapToObj(
                                    i ->
                                            CompletableFuture.supplyAsync(
                                                    () -> pool.submit("echo " + i).join(), threads))
                            .toList();

            for (int i = 0; i < 1_000; i++) {
                assertEquals("" + i, results.get(i).join());
            }
        }
    }

    @Test
    void anEmptyJobAndAnEmptyResultAreFine() {
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEquals("", pool.submit("echo ").join());
        }
    }

    @Test
    void aHandlerThatThrowsFailsItsOwnJobWithTheReason() {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            CompletableFuture<String> failing = pool.submit("throw no such luck");
            CompletableFuture<String> next = pool.submit("echo still here");

            JobFailedException e = Failures.of(JobFailedException.class, failing);

            assertEquals("java.lang.IllegalStateException", e.remoteType());
            assertEquals("no such luck", e.remoteMessage());
            assertTrue(e.remoteStackTrace().contains("TestHandlers$Obey.handle"));
            assertTrue(e.remoteStackTrace().contains("Caused by: java.lang.Error: why"));
            Throwable cause = Objects.requireNonNull(e.getCause());
            assertEquals("java.lang.IllegalStateException: no such luck", cause.toString());
            assertEquals("handle", cause.getStackTrace()[0].getMethodName());
            assertEquals("still here", next.join());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "null, java.lang.NullPointerException",
        "overflow, java.lang.StackOverflowError",
        "throw-large, java.lang.IllegalStateException"
    })
    void theWorkerSurvivesWhateverAHandlerThrows(String job, String type) {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            String pid = pool.submit("pid").join();

            assertEquals(
                    type, Failures.of(JobFailedException.class, pool.submit(job)).remoteType());

            assertEquals(pid, pool.submit("pid").join());
        }
    }

    @Test
    void anInterruptOfOneJobDoesNotReachTheNext() {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            assertEquals("interrupted", pool.submit("interrupt-self").join());
            assertEquals("false", pool.submit("is-interrupted").join());
        }
    }

    @Test
    void anotherWorkerRunsTheJobOfADeadOne() {
        try (WorkerPool<String, String> pool = builder().workers(2).build()) {
            assertEquals("attempt 2", pool.submit("halt-first").join());
        }
    }

    @Test
    void theQueueIsBounded() {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(2).build()) {
            CompletableFuture<String> running = pool.submit("sleep 300");
            CompletableFuture<String> waiting = pool.submit("echo 1");

            assertEquals(Optional.empty(), pool.trySubmit("echo 2"));
            assertEquals(Optional.empty(), pool.trySubmit("echo 2", Duration.ofMillis(20)));
            assertEquals("2", pool.submit("echo 2").join());

            assertEquals("slept", running.join());
            assertEquals("1", waiting.join());
        }
    }

    @Test
    void aSubmitThatWaitsCanBeInterrupted() throws Exception {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(1).build()) {
            CompletableFuture<String> running = pool.submit("sleep 1000");
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread submitter =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            var _ = pool.submit("echo x");
                                        } catch (SubmitInterruptedException e) {
                                            thrown.set(Thread.interrupted() ? e : null);
                                        }
                                    });

            submitter.interrupt();
            submitter.join();

            assertInstanceOf(SubmitInterruptedException.class, thrown.get());
            assertEquals("slept", running.join());
        }
    }

    @Test
    void anErrorInsideSubmitReachesTheCallerAndCostsNoSlot() {
        try (WorkerPool<String, String> pool =
                TestPools.builder(TestHandlers.Fussy.class).workers(1).queue(2).build()) {
            for (int i = 0; i < 5; i++) {
                assertThrows(LinkageError.class, () -> pool.submit("impossible"));
            }
            assertEquals(List.of("a", "b", "c"), pool.map(List.of("a", "b", "c")));
        }
    }

    @Test
    void aJobThatIsCancelledBeforeItIsTakenNeverRuns() {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(2).build()) {
            CompletableFuture<String> running = pool.submit("sleep 300");
            CompletableFuture<String> cancelled = pool.submit("halt 1");

            assertTrue(cancelled.cancel(true));

            assertEquals("there is room again", pool.submit("echo there is room again").join());
            assertEquals("slept", running.join());
            assertTrue(cancelled.isCancelled());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1023, 1024, 1025, 100_000, 50_000_000})
    void payloadsOfAnySizeArrive(int size) {
        byte[] job = new byte[Math.max(size, 2)];
        new Random(size).nextBytes(job);
        CRC32C sum = new CRC32C();
        sum.update(job);

        try (WorkerPool<byte[], byte[]> pool =
                TestPools.builder(TestHandlers.Sum.class).workers(1).build()) {
            assertEquals(
                    "" + sum.getValue(),
                    new String(pool.submit(job).join(), StandardCharsets.UTF_8));
        }
    }

    /** The largest payload takes long, mostly because the kernel has to find memory. */
    private static final int LARGE =
            "full".equals(System.getProperty("sempool.sweep")) ? 1 << 30 : 1 << 28;

    @Test
    void aLargePayloadTravelsThereAndAnotherBack() {
        Assumptions.assumeTrue(Runtime.getRuntime().maxMemory() > 5L << 30, "needs the memory");
        byte[] job = new byte[LARGE];
        job[job.length - 1] = 1;
        CRC32C sum = new CRC32C();
        sum.update(job);

        try (WorkerPool<byte[], byte[]> pool =
                TestPools.builder(TestHandlers.Sum.class).workers(1).build()) {
            String remoteSum = new String(pool.submit(job).join(), StandardCharsets.UTF_8);
            assertEquals("" + sum.getValue(), remoteSum);
            byte[] result = pool.submit(ByteBuffer.allocate(4).putInt(LARGE).array()).join();
            assertEquals(LARGE, result.length);
            assertEquals(42, result[12345]);
        }
    }

    @Test
    void aPayloadThatIsTooLargeIsRefusedAndThePoolContinues() {
        try (WorkerPool<byte[], byte[]> pool =
                TestPools.builder(TestHandlers.Sum.class).workers(1).queue(1).build()) {
            byte[] tooLarge = new byte[(1 << 30) + 1];

            assertThrows(PayloadTooLargeException.class, () -> pool.submit(tooLarge));

            assertTrue(pool.submit(new byte[2]).join().length > 0);
        }
    }

    @Test
    void streamsKeepTheOrderAndTakeNoMoreThanTheQueueHolds() {
        AtomicInteger taken = new AtomicInteger();
        try (WorkerPool<String, String> pool = builder().workers(3).queue(5).build()) {
            Stream<String> jobs =
                    Stream.iterate(0, i -> i + 1)
                            .peek(_ -> taken.incrementAndGet())
                            .map(i -> "echo " + i);

            List<String> results = pool.stream(jobs).limit(100).toList();

            assertEquals(IntStream.range(0, 100).mapToObj(i -> "" + i).toList(), results);
            assertTrue(taken.get() <= 100 + 5, "taken=" + taken);
        }
    }

    @Test
    void unorderedStreamsReturnEachResultOnce() {
        try (WorkerPool<String, String> pool = builder().workers(3).queue(5).build()) {
            Stream<String> jobs = IntStream.range(0, 500).mapToObj(i -> "echo " + i);

            List<String> results = pool.streamUnordered(jobs).toList();

            assertEquals(500, results.size());
            assertEquals(500, new HashSet<>(results).size());
        }
    }

    @Test
    void aStreamThrowsWhatItsJobFailedWith() {
        try (WorkerPool<String, String> pool = builder().build()) {
            Stream<String> results = pool.stream(Stream.of("echo 1", "throw up", "echo 3"));

            JobFailedException e = assertThrows(JobFailedException.class, results::toList);

            assertEquals("up", e.remoteMessage());
            assertEquals("on", pool.submit("echo on").join());
        }
    }

    @Test
    void aCallbackMaySubmitToAFullQueue() {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(1).build()) {
            CompletableFuture<String> chain = pool.submit("echo 0");
            for (int i = 1; i <= 50; i++) {
                String job = "echo " + i;
                chain = chain.thenCompose(_ -> pool.submit(job));
            }

            assertEquals("50", chain.join());
        }
    }

    @Test
    void aCallbackThatBlocksOnThePoolDoesNotHangIt() {
        try (WorkerPool<String, String> pool = builder().workers(1).queue(4).build()) {
            CountDownLatch attached = new CountDownLatch(1);
            CompletableFuture<String> first = pool.submit("sleep 100");
            CompletableFuture<String> blocking =
                    first.thenApply(
                            _ -> {
                                attached.countDown();
                                return pool.submit("echo from inside").join();
                            });

            assertEquals("from inside", blocking.join());
            assertEquals(0, attached.getCount());
        }
    }

    @Test
    void closeWaitsForAcceptedJobsAndRefusesOthers() {
        WorkerPool<String, String> pool = builder().workers(2).build();
        List<CompletableFuture<String>> accepted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            accepted.add(pool.submit("sleep 20"));
        }

        pool.close();
        pool.close();

        assertTrue(accepted.stream().allMatch(job -> job.join().equals("slept")));
        assertThrows(PoolClosedException.class, () -> pool.submit("echo x"));
        assertThrows(PoolClosedException.class, () -> pool.trySubmit("echo x"));
    }

    @Test
    void shutdownNowFailsUnfinishedJobsAndKillsTheWorkers() {
        WorkerPool<String, String> pool = builder().workers(2).build();
        List<CompletableFuture<String>> jobs = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            jobs.add(pool.submit("sleep 60000"));
        }

        pool.shutdownNow();

        for (CompletableFuture<String> job : jobs) {
            var _ = Failures.of(PoolClosedException.class, job);
        }
    }

    @Test
    void shutdownNowEndsACloseThatWaits() throws Exception {
        WorkerPool<String, String> pool = builder().workers(1).build();
        CompletableFuture<String> running = pool.submit("sleep 60000");
        Thread closer = Thread.ofPlatform().start(pool::close);
        Awaitility.await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);

        pool.shutdownNow();

        closer.join();
        var _ = Failures.of(PoolClosedException.class, running);
    }

    /** Like a program's own code at its end, and the pool's shutdown hook at the same time. */
    @Test
    void eachOfSeveralThreadsThatStopAPoolReturnsWhenItHasStopped() throws Exception {
        WorkerPool<String, String> pool = builder().workers(2).build();
        CompletableFuture<String> running = pool.submit("sleep 60000");
        int many = 4;
        CyclicBarrier together = new CyclicBarrier(many);
        try (ExecutorService executor = Executors.newFixedThreadPool(many)) {
            Callable<List<Object>> stop =
                    () -> {
                        together.await();
                        pool.shutdownNow();
                        List<Object> left = new ArrayList<>(Remains.workers());
                        left.addAll(Remains.directories());
                        return left;
                    };

            for (Future<List<Object>> each : executor.invokeAll(Collections.nCopies(many, stop))) {
                assertEquals(List.of(), each.get());
            }
        }
        var _ = Failures.of(PoolClosedException.class, running);
    }

    @Test
    void shutdownNowStopsEverythingEvenOnAnInterruptedThread() {
        WorkerPool<String, String> pool = builder().workers(1).build();
        CompletableFuture<String> running = pool.submit("sleep 60000");

        Thread.currentThread().interrupt();
        pool.shutdownNow();

        assertTrue(Thread.interrupted());
        var _ = Failures.of(PoolClosedException.class, running);
    }

    @Test
    void aCallbackThatWaitsForThePoolsEndDoesNotHangIt() throws Exception {
        WorkerPool<String, String> pool = builder().workers(1).build();
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<String> after =
                pool.submit("sleep 60000")
                        .handle(
                                (_, _) -> {
                                    Thread closer = Thread.ofPlatform().start(pool::close);
                                    try {
                                        closer.join();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    closed.countDown();
                                    return "closed";
                                });

        pool.shutdownNow();

        assertEquals("closed", after.get(60, SECONDS));
        assertEquals(0, closed.getCount());
    }

    @Test
    void durationsOfAnyLengthAreAccepted() {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            assertTrue(pool.trySubmit("echo x", Duration.ofSeconds(Long.MAX_VALUE)).isPresent());
            assertTrue(pool.trySubmit("echo x", Duration.ofSeconds(Long.MIN_VALUE)).isPresent());
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> builder().startTimeout(Duration.ofDays(1_000_000)).build());
    }

    @Test
    void anInterruptedCloseStopsAtOnce() {
        WorkerPool<String, String> pool = builder().workers(1).build();
        CompletableFuture<String> running = pool.submit("sleep 60000");

        Thread.currentThread().interrupt();
        pool.close();

        assertTrue(Thread.interrupted());
        var _ = Failures.of(PoolClosedException.class, running);
    }

    @Test
    void waitingSubmittersGetAnExceptionWhenThePoolEnds() {
        WorkerPool<String, String> pool = builder().workers(1).queue(1).build();
        CompletableFuture<String> running = pool.submit("sleep 60000");
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            waiting.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                begun.countDown();
                                return pool.submit("echo x").join();
                            },
                            action -> {
                                var _ = Thread.ofPlatform().start(action);
                            }));
        }
        Awaitility.await().until(() -> begun.getCount() == 0);

        pool.shutdownNow();

        var _ = Failures.of(PoolClosedException.class, running);
        for (CompletableFuture<String> each : waiting) {
            var _ = Failures.of(PoolClosedException.class, each);
        }
    }

    @Test
    void aWorkerEndsEvenIfAHandlerLeavesAThreadRunning() {
        long start = System.nanoTime();
        try (WorkerPool<String, String> pool =
                builder().workers(1).stopTimeout(Duration.ofSeconds(100)).build()) {
            assertEquals("left a thread behind", pool.submit("thread").join());
        }
        assertTrue(System.nanoTime() - start < SECONDS.toNanos(60));
    }

    @Test
    void aWorkersOutputNeitherBlocksItNorSpoilsAResult() {
        try (WorkerPool<String, String> pool = builder().workers(1).build()) {
            assertEquals("printed", pool.submit("print 1: 2 3").join());
            assertEquals("flooded", pool.submit("flood").join());
            assertEquals("-1", pool.submit("read-stdin").join());
        }
    }

    @Test
    void aHandlerThatCannotStartFailsThePoolWithItsMessage() {
        PoolStartException e =
                assertThrows(
                        PoolStartException.class,
                        () -> TestPools.builder(TestHandlers.NoStart.class).build());

        assertTrue(String.valueOf(e.getMessage()).contains("the model is missing"));
        assertTrue(String.valueOf(e.getMessage()).contains("code 70"));
    }

    @Test
    void anUnknownJvmFlagFailsThePoolWithTheJvmsMessage() {
        PoolStartException e =
                assertThrows(
                        PoolStartException.class, () -> builder().jvmFlags("-XX:+NoSuch").build());

        assertTrue(String.valueOf(e.getMessage()).contains("NoSuch"), e.getMessage());
    }

    @Test
    void aHandlerThatCannotBeInstantiatedIsRefusedAtOnce() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> TestPools.builder(TestHandlers.NoConstructor.class).build());

        assertTrue(String.valueOf(e.getMessage()).contains("constructor without parameters"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, workers=0", "513, 1, workers=513", "1, 0, queue=0"})
    void aBadSettingIsNamed(int workers, int queue, String complaint) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> builder().workers(workers).queue(queue).build());

        assertTrue(String.valueOf(e.getMessage()).contains(complaint), e.getMessage());
    }

    @Test
    void resultsAreEqualByContent() {
        try (WorkerPool<byte[], byte[]> pool =
                TestPools.builder(TestHandlers.Sum.class).workers(1).build()) {
            assertArrayEquals(pool.submit(new byte[3]).join(), pool.submit(new byte[3]).join());
        }
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(TestHandlers.Obey.class);
    }
}
