package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sempool.Remains;
import org.sempool.Signal;
import org.sempool.WorkerPool;
import org.sempool.shm.QueuesAtRest;
import org.sempool.spi.Step;

/**
 * A worker may be stopped or killed at every step that it takes, in every way, at the first, a
 * middle and the last job of a batch. After each case the results and the shared memory are exact.
 *
 * <p>One pool runs all cases.
 */
@Timeout(60)
final class CrashPointsIT {
    private static final int WORKERS = 2;
    private static final int QUEUE = 4;
    private static final int BATCH = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    enum Disaster {
        HALT,
        KILL,
        STOP_AND_KILL,
        STOP_AND_CONTINUE
    }

    enum When {
        FIRST_JOB(0),
        MIDDLE_JOB(BATCH / 2),
        LAST_JOB(BATCH - 1);

        private final int jobsBefore;

        When(int jobsBefore) {
            this.jobsBefore = jobsBefore;
        }
    }

    record Case(Step step, Disaster disaster, When when) {}

    @TempDir private static Path temporary;
    private static CrashControl control;
    private static WorkerPool<byte[], byte[]> pool;
    private static Path directory;
    private static int deaths;
    private int submitted;
    private final List<CompletableFuture<byte[]>> results = new ArrayList<>();

    @BeforeAll
    static void open() {
        Path file = temporary.resolve("control");
        control = new CrashControl(file);
        pool =
                WorkerPool.builder(CheckedEcho.class)
                        .workers(WORKERS)
                        .queue(QUEUE)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .attempts(100)
                        .jvmFlags(CrashProbe.jvmFlags(file))
                        .build();
        directory = Remains.directories().getFirst();
    }

    @AfterAll
    static void close() {
        pool.close();
        Remains.assertNone();
    }

    @AfterEach
    void disarm() {
        control.disarm();
        control.release();
        // A case that failed half-way must not make the others fail.
        Remains.workers().forEach(worker -> Signal.send("CONT", worker.pid()));
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Step step : workersSteps()) {
            for (Disaster disaster : Disaster.values()) {
                for (When when : When.values()) {
                    cases.add(new Case(step, disaster, when));
                }
            }
        }
        return cases;
    }

    private static Set<Step> workersSteps() {
        Set<Step> steps = EnumSet.complementOf(EnumSet.copyOf(CrashControl.REPAIR));
        steps.remove(Step.DELIVER);
        return steps;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noJobIsLost(Case crash) throws Exception {
        submit(crash.when.jobsBefore);
        awaitAll();

        control.arm(
                crash.step,
                crash.disaster == Disaster.HALT
                        ? CrashControl.Catch.HALT
                        : CrashControl.Catch.WAIT);
        submit(BATCH - crash.when.jobsBefore);
        long caught = awaitCaught();
        befall(crash.disaster, caught);

        awaitAll();
        QueuesAtRest.await(directory, deaths);
        assertEquals(WORKERS, Remains.workers().size());
    }

    private void submit(int jobs) {
        for (int i = 0; i < jobs; i++) {
            results.add(pool.submit(CheckedEcho.job(submitted++)));
        }
    }

    private void awaitAll() throws Exception {
        for (int i = 0; i < results.size(); i++) {
            byte[] result = results.get(i).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertArrayEquals(CheckedEcho.job(i), result);
        }
    }

    /** Submits more jobs until a worker is caught: some steps are not taken with each job. */
    private long awaitCaught() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (control.caught() == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no worker has reached the step");
            }
            if (results.getLast().isDone()) {
                submit(1);
            }
            CrashControl.pause();
        }
        return control.caught();
    }

    private void befall(Disaster disaster, long worker) throws Exception {
        switch (disaster) {
            case HALT -> deaths++;
            case KILL -> {
                deaths++;
                Signal.kill(worker);
            }
            case STOP_AND_KILL -> {
                deaths++;
                Signal.stop(worker);
                othersGoOn();
                Signal.kill(worker);
            }
            case STOP_AND_CONTINUE -> {
                Signal.stop(worker);
                othersGoOn();
                control.release();
                Signal.send("CONT", worker);
                return;
            }
        }
        Awaitility.await("the worker is gone and replaced")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(
                        () ->
                                ProcessHandle.of(worker).isEmpty()
                                        && Remains.workers().size() == WORKERS);
    }

    /** Checks that the other worker does jobs while one is stopped. */
    private void othersGoOn() throws Exception {
        byte[] job = CheckedEcho.job(4711);
        byte[] result = pool.submit(job).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertArrayEquals(job, result);
    }
}
