package org.sempool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.shm.QueuesAtRest;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** While the payload memory is full, jobs and results wait for room; none of them is lost. */
@Timeout(120)
final class PayloadMemoryIT {
    /** Half of it is for jobs. */
    private static final int MEMORY = 256 * 1024;

    /** Three of them fit. */
    private static final int LARGE = 40_000;

    private static final byte HALT_FIRST = 1;

    /** The common pool has only one thread where there are two cores. */
    private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

    @TempDir private Path directory;

    /** Returns its job, once there is a file named open. The first attempt at some jobs dies. */
    public static final class Gate implements JobHandler<byte[], byte[]> {
        public Gate() {}

        @Override
        public byte[] handle(byte[] job, JobContext context) throws Exception {
            if (job[0] == HALT_FIRST && context.attempt() == 1) {
                Runtime.getRuntime().halt(3);
            }
            Path gate = Path.of(System.getProperty("gate"));
            while (!Files.exists(gate)) {
                // A pause between two checks.
                Thread.sleep(5);
            }
            return job;
        }
    }

    @Test
    void submitWaitsForRoomAndTrySubmitDoesNot() throws Exception {
        try (WorkerPool<byte[], byte[]> pool = builder().build()) {
            List<CompletableFuture<byte[]>> fit = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                fit.add(pool.submit(new byte[LARGE]));
            }

            assertEquals(Optional.empty(), pool.trySubmit(new byte[LARGE]));
            assertEquals(Optional.empty(), pool.trySubmit(new byte[LARGE], Duration.ofMillis(20)));
            CompletableFuture<byte[]> small = pool.trySubmit(new byte[10]).orElseThrow();
            CompletableFuture<byte[]> inFile = pool.trySubmit(new byte[MEMORY]).orElseThrow();
            CompletableFuture<byte[]> waiting =
                    CompletableFuture.supplyAsync(
                            () -> pool.submit(new byte[LARGE]).join(), THREADS);
            open();

            assertEquals(LARGE, waiting.join().length);
            assertEquals(10, small.join().length);
            assertEquals(MEMORY, inFile.join().length);
            for (CompletableFuture<byte[]> job : fit) {
                assertEquals(LARGE, job.join().length);
            }
            QueuesAtRest.await(pool(), 0);
        }
    }

    /** Its codec wraps what the writer throws. */
    public static final class Wrapping implements JobHandler<byte[], byte[]> {
        private final Gate gate = new Gate();

        public Wrapping() {}

        @Override
        public byte[] handle(byte[] job, JobContext context) throws Exception {
            return gate.handle(job, context);
        }

        @Override
        public Codec<byte[]> jobCodec() {
            return new Codec<>() {
                @Override
                public void encode(byte[] job, PayloadWriter payload) {
                    try {
                        payload.putBytes(job);
                    } catch (RuntimeException e) {
                        throw new IllegalArgumentException("the job cannot be written", e);
                    }
                }

                @Override
                public byte[] decode(PayloadReader payload) {
                    return payload.getBytes();
                }
            };
        }
    }

    @Test
    void trySubmitRefusesEvenIfTheCodecWrapsWhatTheWriterThrows() throws Exception {
        try (WorkerPool<byte[], byte[]> pool = builder(Wrapping.class).build()) {
            fill(pool);

            assertEquals(Optional.empty(), pool.trySubmit(new byte[LARGE]));
            open();
        }
    }

    @Test
    void aSubmitThatWaitsForRoomCanBeInterrupted() throws Exception {
        try (WorkerPool<byte[], byte[]> pool = builder().build()) {
            fill(pool);
            Thread.currentThread().interrupt();

            assertThrows(SubmitInterruptedException.class, () -> pool.submit(new byte[LARGE]));

            assertTrue(Thread.interrupted(), "the interrupt flag stays set");
            open();
            assertEquals(LARGE, pool.submit(new byte[LARGE]).join().length);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndOfThePoolEndsTheWait(boolean now) throws Exception {
        WorkerPool<byte[], byte[]> pool = builder().build();
        fill(pool);
        CompletableFuture<byte[]> waiting =
                CompletableFuture.supplyAsync(() -> pool.submit(new byte[LARGE]).join(), THREADS);
        Awaitility.await().until(() -> !pool.trySubmit(new byte[LARGE]).isPresent());

        if (now) {
            pool.shutdownNow();
        } else {
            CompletableFuture<Void> closing = CompletableFuture.runAsync(pool::close, THREADS);
            assertThrows(CompletionException.class, waiting::join);
            open();
            closing.join();
        }

        CompletionException e = assertThrows(CompletionException.class, waiting::join);
        assertInstanceOf(PoolClosedException.class, e.getCause());
        pool.close();
    }

    @Test
    void payloadsOfAllSizesFromManyThreadsSurviveDeaths() throws Exception {
        open();
        int deaths = 3;
        try (WorkerPool<byte[], byte[]> pool = builder().workers(2).build()) {
            List<CompletableFuture<Void>> submitters = new ArrayList<>();
            for (int number = 0; number < 4; number++) {
                int seed = number;
                submitters.add(CompletableFuture.runAsync(() -> submitMany(pool, seed), THREADS));
            }
            for (int i = 0; i < deaths; i++) {
                byte[] deadly = new byte[LARGE];
                deadly[0] = HALT_FIRST;
                assertArrayEquals(deadly, pool.submit(deadly).join());
            }
            submitters.forEach(CompletableFuture::join);
            QueuesAtRest.await(pool(), deaths);
        }
    }

    private static void submitMany(WorkerPool<byte[], byte[]> pool, int seed) {
        Random random = new Random(seed);
        List<byte[]> jobs = new ArrayList<>();
        List<CompletableFuture<byte[]>> results = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            byte[] job = new byte[1 + random.nextInt(1 << (8 + random.nextInt(11)))];
            random.nextBytes(job);
            job[0] = 0;
            jobs.add(job);
            results.add(pool.submit(job));
        }
        for (int i = 0; i < jobs.size(); i++) {
            assertArrayEquals(jobs.get(i), results.get(i).join());
        }
    }

    private void fill(WorkerPool<byte[], byte[]> pool) {
        for (int i = 0; i < 3; i++) {
            var _ = pool.submit(new byte[LARGE]);
        }
    }

    private WorkerPoolBuilder<byte[], byte[]> builder() {
        return builder(Gate.class);
    }

    private WorkerPoolBuilder<byte[], byte[]> builder(
            Class<? extends JobHandler<byte[], byte[]>> handler) {
        return WorkerPool.builder(handler)
                .workers(1)
                .queue(16)
                .payloadMemory(MEMORY)
                .transportOption("directory", directory.toString())
                .jvmFlags(TestPools.SHORT_LIVED, "-Dgate=" + directory.resolve("open"));
    }

    private void open() throws IOException {
        Files.createFile(directory.resolve("open"));
    }

    private Path pool() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }
}
