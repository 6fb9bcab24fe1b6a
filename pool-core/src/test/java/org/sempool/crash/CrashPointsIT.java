package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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
 * A worker may be suspended or killed at every step that it takes, in every way, at the first, a
 * middle and the last job of a batch. After each case every job has its outcome, no job was run
 * once too often, and the shared memory is exact.
 *
 * <p>The steps of a worker that puts a job back or abandons a result are tried in two ways at a job
 * in the middle, and in all with {@code -Dsempool.sweep=full}. One pool runs all cases.
 */
@Timeout(60)
final class CrashPointsIT {
    private static final boolean FULL = "full".equals(System.getProperty("sempool.sweep"));
    private static final int WORKERS = 2;
    private static final int QUEUE = 4;
    private static final int BATCH = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** What a release of a slot is followed by, if there is a sleeper and no permit. */
    private static final Set<Step> WAKING =
            EnumSet.of(
                    Step.MARK,
                    Step.LOOK_FOR_SLEEPERS,
                    Step.LOOK_FOR_PERMITS,
                    Step.ADD_PERMIT,
                    Step.WAKE);

    enum Disaster {
        HALT,
        KILL,
        SUSPEND_AND_KILL,
        SUSPEND_AND_RESUME
    }

    /** Which jobs are in a batch, in turn. */
    enum Batch {
        SUCCEEDS(null, FailingEcho.Kind.SUCCEEDS, FailingEcho.Kind.SUCCEEDS),
        PUTS_BACK(Step.PUT_BACK, FailingEcho.Kind.SUCCEEDS, FailingEcho.Kind.FAILS_ONCE),
        ABANDONS(Step.ABANDON, FailingEcho.Kind.SUCCEEDS_LATE, FailingEcho.Kind.HAS_NO_RESULT);

        /** How a worker gives up a draft or a job of it; null if it gives up none. */
        private final @Nullable Step givesUp;

        private final FailingEcho.Kind even;
        private final FailingEcho.Kind odd;

        Batch(@Nullable Step givesUp, FailingEcho.Kind even, FailingEcho.Kind odd) {
            this.givesUp = givesUp;
            this.even = even;
            this.odd = odd;
        }
    }

    private record Job(
            FailingEcho.Kind kind, int number, CompletableFuture<FailingEcho.Result> outcome) {
        int attempt() throws Exception {
            return FailingEcho.attemptOf(outcome, kind, number, PATIENCE);
        }
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

    record Case(Batch batch, Step step, Disaster disaster, When when) {
        boolean isDeath() {
            return disaster != Disaster.SUSPEND_AND_RESUME;
        }

        /** Caught only just after the worker gave up something, if it does. */
        @Nullable Step afterRelease() {
            return step == batch.givesUp ? null : batch.givesUp;
        }

        /**
         * How many attempts a death costs. It costs none if the worker had already put its job back
         * or published an outcome. What a worker of a batch without failures does depends on luck.
         */
        List<Integer> lostAttempts() {
            if (!isDeath()) {
                return List.of(0);
            }
            return switch (batch) {
                case SUCCEEDS -> List.of(0, 1);
                case PUTS_BACK -> List.of(0);
                case ABANDONS -> List.of(step == Step.PUBLISH ? 0 : 1);
            };
        }
    }

    @TempDir private static Path temporary;
    private static CrashControl control;
    private static WorkerPool<byte[], FailingEcho.Result> pool;
    private static Path directory;
    private static int deaths;
    private final List<Job> jobs = new ArrayList<>();

    @BeforeAll
    static void open() {
        Path file = temporary.resolve("control");
        control = new CrashControl(file);
        pool =
                WorkerPool.builder(FailingEcho.class)
                        .workers(WORKERS)
                        .queue(QUEUE)
                        .slotBytes(CheckedEcho.SLOT_BYTES)
                        .payloadMemory(CheckedEcho.PAYLOAD_MEMORY)
                        .attempts(100)
                        .retryFailures()
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
        List<Disaster> all = List.of(Disaster.values());
        List<Disaster> two = List.of(Disaster.KILL, Disaster.SUSPEND_AND_RESUME);
        for (Batch batch : Batch.values()) {
            boolean inFull = FULL || batch == Batch.SUCCEEDS;
            for (Step step : workersSteps(batch)) {
                for (Disaster disaster : inFull ? all : two) {
                    for (When when : inFull ? List.of(When.values()) : List.of(When.MIDDLE_JOB)) {
                        cases.add(new Case(batch, step, disaster, when));
                    }
                }
            }
        }
        return cases;
    }

    private static Set<Step> workersSteps(Batch batch) {
        return switch (batch) {
            case SUCCEEDS -> {
                Set<Step> steps = EnumSet.complementOf(EnumSet.copyOf(CrashControl.REPAIR));
                steps.removeAll(CrashControl.GIVING_UP);
                steps.remove(Step.DELIVER);
                yield steps;
            }
            case PUTS_BACK -> {
                Set<Step> steps = EnumSet.copyOf(WAKING);
                steps.add(Step.PUT_BACK);
                yield steps;
            }
            // It wakes nobody, and then it publishes a failure.
            case ABANDONS -> EnumSet.of(Step.ABANDON, Step.CLAIM_FREE, Step.WRITE, Step.PUBLISH);
        };
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noJobIsLost(Case crash) throws Exception {
        submit(crash.batch, crash.when.jobsBefore);
        assertEquals(0, lostAttempts());
        if (crash.step == Step.PROVIDE_CHUNKS) {
            QueuesAtRest.returnPayloadMemory(directory);
        }

        control.arm(
                crash.afterRelease(),
                crash.step,
                crash.disaster == Disaster.HALT
                        ? CrashControl.Catch.HALT
                        : CrashControl.Catch.WAIT);
        submit(crash.batch, BATCH - crash.when.jobsBefore);
        long caught = awaitCaught(crash.batch);
        befall(crash.disaster, caught);

        int lost = lostAttempts();
        assertTrue(crash.lostAttempts().contains(lost), () -> "lost attempts=" + lost);
        QueuesAtRest.await(directory, deaths);
        assertEquals(WORKERS, Remains.workers().size());
    }

    private void submit(Batch batch, int count) {
        for (int i = 0; i < count; i++) {
            int number = jobs.size();
            FailingEcho.Kind kind = number % 2 == 0 ? batch.even : batch.odd;
            jobs.add(new Job(kind, number, pool.submit(FailingEcho.job(kind, number))));
        }
    }

    /** Waits for all outcomes and checks them; returns how many attempts ended without one. */
    private int lostAttempts() throws Exception {
        int lost = 0;
        for (Job job : jobs) {
            lost += job.attempt() - (job.kind == FailingEcho.Kind.FAILS_ONCE ? 2 : 1);
        }
        return lost;
    }

    /** Submits more jobs until a worker is caught: some steps are not taken with each job. */
    private long awaitCaught(Batch batch) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (control.caught() == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no worker has reached the step");
            }
            if (jobs.getLast().outcome.isDone()) {
                // A queue that is never full makes no worker wait for a free slot.
                submit(batch, batch == Batch.ABANDONS ? BATCH : 1);
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
            case SUSPEND_AND_KILL -> {
                deaths++;
                Signal.stop(worker);
                othersGoOn();
                Signal.kill(worker);
            }
            case SUSPEND_AND_RESUME -> {
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

    /** Checks that the other worker does jobs while one is suspended. */
    private void othersGoOn() throws Exception {
        FailingEcho.Kind kind = FailingEcho.Kind.SUCCEEDS;
        CompletableFuture<FailingEcho.Result> outcome = pool.submit(FailingEcho.job(kind, 4711));
        assertEquals(1, FailingEcho.attemptOf(outcome, kind, 4711, PATIENCE));
    }
}
