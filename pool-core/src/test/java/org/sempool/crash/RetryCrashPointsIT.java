package org.sempool.crash;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sempool.JobContext;
import org.sempool.JobHandler;
import org.sempool.Remains;
import org.sempool.RetryPolicy;
import org.sempool.Signal;
import org.sempool.WorkerPool;
import org.sempool.shm.QueuesAtRest;
import org.sempool.spi.Step;

/**
 * A worker may be killed at every step while the coordinator retries what handlers throw: also
 * after it has reported a failure that leads to another attempt, and before it has freed the job.
 */
@Timeout(60)
final class RetryCrashPointsIT {
    private static final int WORKERS = 2;
    private static final int BATCH = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final String LARGE = "x".repeat(3 * CheckedEcho.SLOT_BYTES);

    @TempDir private static Path temporary;
    private static CrashControl control;
    private static WorkerPool<String, String> pool;
    private static Path directory;
    private static int deaths;

    /** In which each attempt leaves a file. */
    @TempDir private Path traces;

    private final List<CompletableFuture<String>> jobs = new ArrayList<>();

    /** Fails once. Each attempt adds a byte to a file of its own. */
    public static final class FailsOnce implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws Exception {
            int attempt = context.attempt();
            Path trace = Path.of(job.split(" ", 2)[0] + "." + attempt);
            Files.writeString(trace, "x", CREATE, APPEND);
            if (attempt == 1) {
                throw new IllegalStateException("the first attempt fails");
            }
            return job + " " + attempt;
        }
    }

    @BeforeAll
    static void open() {
        Path file = temporary.resolve("control");
        control = new CrashControl(file);
        pool =
                WorkerPool.builder(FailsOnce.class)
                        .workers(WORKERS)
                        .queue(4)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .payloadMemory(CheckedEcho.PAYLOAD_MEMORY)
                        .attempts(100)
                        .retryFailures(RetryPolicy.immediately().withBackoff(PAUSE, PAUSE))
                        .jvmFlags(CrashProbe.jvmFlags(file))
                        .build();
        directory = Remains.directories().getFirst();
    }

    @AfterAll
    static void close() {
        pool.close();
        Remains.assertNone();
    }

    static Set<Step> steps() {
        Set<Step> steps = EnumSet.complementOf(EnumSet.copyOf(CrashControl.REPAIR));
        steps.removeAll(CrashControl.GIVING_UP);
        steps.removeAll(
                EnumSet.of(Step.DELIVER, Step.BEGIN_FILE, Step.FINISH_FILE, Step.REMOVE_FILE));
        return steps;
    }

    @ParameterizedTest
    @MethodSource("steps")
    void noJobIsLostOrRunsTwiceInOneAttempt(Step step) throws Exception {
        submit(BATCH / 2);
        if (step == Step.PROVIDE_CHUNKS) {
            assertEquals(0, lostAttempts());
            QueuesAtRest.returnPayloadMemory(directory);
        }

        control.arm(step, CrashControl.Catch.WAIT);
        submit(BATCH / 2);
        long caught = awaitCaught();
        Signal.kill(caught);
        deaths++;

        int lost = lostAttempts();
        assertTrue(lost == 0 || lost == 1, () -> "lost attempts=" + lost);
        Awaitility.await().until(() -> Remains.workers().size() == WORKERS);
        QueuesAtRest.await(directory, deaths);
        assertEquals(List.of(), ranTwice());
    }

    private void submit(int count) {
        for (int i = 0; i < count; i++) {
            jobs.add(pool.submit(job(jobs.size())));
        }
    }

    private long awaitCaught() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (control.caught() == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no worker has reached the step");
            }
            if (jobs.getLast().isDone()) {
                submit(1);
            }
            CrashControl.pause();
        }
        return control.caught();
    }

    private String job(int number) {
        return traces.resolve("" + number) + " " + (number % 3 == 0 ? LARGE : "");
    }

    /** Each job fails once, so its second attempt is the last one without a death. */
    private int lostAttempts() throws Exception {
        int lost = 0;
        for (int number = 0; number < jobs.size(); number++) {
            String result = jobs.get(number).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            String job = job(number);
            assertTrue(result.startsWith(job + " "), result);
            lost += Integer.parseInt(result.substring(job.length() + 1)) - 2;
        }
        return lost;
    }

    private List<Path> ranTwice() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(traces)) {
            for (Path file : files) {
                if (Files.size(file) != 1) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
