package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.Remains;
import org.sempool.Signal;
import org.sempool.TestPools;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.chronicle.ClaimsAtRest;
import org.sempool.shm.QueuesAtRest;

/**
 * Every job gets its own result, once, while SIGKILLs, SIGSTOPs and SIGCONTs hit random workers at
 * random moments, even workers that are just starting.
 *
 * <p>{@code -Dsempool.storm.seconds} sets the length and {@code -Dsempool.storm.seed} the victims;
 * a failure names its seed. (The seed fixes the order of signals, not the scheduling.)
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class StormIT {
    private static final long SECONDS = Long.getLong("sempool.storm.seconds", 5);
    private static final long SEED = Long.getLong("sempool.storm.seed", System.nanoTime());
    private static final int WORKERS = 3;
    private static final int WINDOW = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CHRONICLE = "chronicle";

    @TempDir private Path parent;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "posix", "polling", CHRONICLE})
    void everyJobGetsItsResult(String way) throws Exception {
        String seed = way + ", -Dsempool.storm.seed=" + SEED;
        AtomicInteger deaths = new AtomicInteger();
        WorkerPoolBuilder<byte[], byte[]> builder =
                WorkerPool.builder(CheckedEcho.class)
                        .workers(WORKERS)
                        .queue(8)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .payloadMemory(CheckedEcho.PAYLOAD_MEMORY)
                        .attempts(1000)
                        .transport(way.equals(CHRONICLE) ? CHRONICLE : "shm")
                        .transportOption("directory", parent.toString());
        if (way.equals(CHRONICLE)) {
            // Otherwise, much of a worker's start would be the compilation of Chronicle Queue.
            builder.jvmFlags(TestPools.SHORT_LIVED);
        } else {
            builder.transportOption("semaphore", way);
        }
        try (WorkerPool<byte[], byte[]> pool = builder.build()) {
            Path directory = onlyChild(parent);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            AtomicReference<Throwable> trouble = new AtomicReference<>();
            Thread sky =
                    Thread.ofPlatform()
                            .uncaughtExceptionHandler((_, e) -> trouble.set(e))
                            .start(() -> rain(new Random(SEED), end, deaths));

            int jobs;
            try {
                jobs = work(pool, end, seed);
            } catch (Throwable lost) {
                // close() would wait for the missing results.
                pool.shutdownNow();
                throw lost;
            } finally {
                sky.join();
            }

            assertEquals(null, trouble.get(), seed);
            assertTrue(deaths.get() > 0, seed);
            if (way.equals(CHRONICLE)) {
                ClaimsAtRest.await(directory);
            } else {
                QueuesAtRest.await(directory, deaths.get());
            }
            System.out.println(seed + ": jobs=" + jobs + ", deaths=" + deaths);
        }
        Remains.assertNone();
    }

    private static Path onlyChild(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.findFirst().orElseThrow();
        }
    }

    private static int work(WorkerPool<byte[], byte[]> pool, long end, String seed)
            throws Exception {
        Deque<CompletableFuture<byte[]>> window = new ArrayDeque<>();
        int submitted = 0;
        int checked = 0;
        while (System.nanoTime() < end || !window.isEmpty()) {
            while (System.nanoTime() < end && window.size() < WINDOW) {
                window.add(pool.submit(CheckedEcho.job(submitted++)));
            }
            if (!window.isEmpty()) {
                byte[] result = window.removeFirst().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertArrayEquals(CheckedEcho.job(checked++), result, seed);
            }
        }
        return checked;
    }

    private static void rain(Random random, long end, AtomicInteger deaths) {
        try {
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(50, 700));
                List<ProcessHandle> workers = Remains.workers();
                if (workers.isEmpty()) {
                    continue;
                }
                long pid = workers.get(random.nextInt(workers.size())).pid();
                if (random.nextInt(4) == 0) {
                    Signal.send("STOP", pid);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(1, 50));
                    Signal.send("CONT", pid);
                } else {
                    Signal.kill(pid);
                    deaths.incrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
