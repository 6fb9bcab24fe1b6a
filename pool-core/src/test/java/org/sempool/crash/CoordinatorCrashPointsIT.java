package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import org.sempool.TestJvm;
import org.sempool.shm.QueuesAtRest;
import org.sempool.shm.SharedMemoryTransport;
import org.sempool.spi.Step;

/**
 * A coordinator may be suspended or killed at every step of submission, also of a job that cannot
 * be encoded, of taking results and of repair.
 *
 * <p>If it goes on after that, the results and the shared memory are exact. If it dies, its workers
 * end, and the next coordinator removes what it left. If an error cuts repair short at any step,
 * repair is repeated, with the same result. An error while a draft is abandoned costs nothing.
 *
 * <p>Each death takes a new coordinator, so by default each step gets one kind of death, at a job
 * in the middle. {@code -Dsempool.sweep=full} tries all kinds, at the first and last job, too.
 */
@Timeout(60)
final class CoordinatorCrashPointsIT {
    private static final boolean FULL = "full".equals(System.getProperty("sempool.sweep"));
    private static final int BATCH = 12;
    private static final int MIDDLE = BATCH / 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    enum Disaster {
        SUSPEND_AND_RESUME,
        ERROR_IN_THE_THREAD,
        HALT,
        KILL,
        SUSPEND_AND_KILL;

        boolean isDeath() {
            return this == HALT || this == KILL || this == SUSPEND_AND_KILL;
        }
    }

    /** Why a coordinator takes a step. */
    enum Cause {
        JOBS,
        /** A worker has died with a job and half a result. */
        DEATH,
        /** A job cannot be encoded. */
        UNENCODABLE_JOB
    }

    record Case(Cause cause, Step step, Disaster disaster, int jobsBefore) {}

    @TempDir private static Path temporary;
    private static CrashControl coordinators;
    private static CrashControl workers;
    private static @Nullable Process coordinator;
    private static BufferedReader answers = new BufferedReader(Reader.nullReader());
    private static Writer commands = Writer.nullWriter();
    private static int workerDeaths;

    @BeforeAll
    static void open() {
        coordinators = new CrashControl(temporary.resolve("coordinators"));
        workers = new CrashControl(temporary.resolve("workers"));
    }

    @AfterAll
    static void close() throws Exception {
        Process last = coordinator;
        if (last != null) {
            commands.close();
            assertEquals(0, last.onExit().get().exitValue());
        }
        Remains.assertNone();
    }

    @AfterEach
    void disarm() {
        coordinators.disarm();
        coordinators.release();
        workers.disarm();
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        List<Disaster> deaths = List.of(Disaster.HALT, Disaster.KILL, Disaster.SUSPEND_AND_KILL);
        int next = 0;
        for (Step step : Step.values()) {
            boolean isRepair =
                    CrashControl.REPAIR.contains(step) || CrashControl.GIVING_UP.contains(step);
            Disaster oneDeath = deaths.get(next++ % deaths.size());
            addCases(
                    cases,
                    isRepair ? Cause.DEATH : Cause.JOBS,
                    step,
                    FULL ? deaths : List.of(oneDeath));
        }
        addCases(
                cases, Cause.UNENCODABLE_JOB, Step.ABANDON, FULL ? deaths : List.of(Disaster.KILL));
        // First those that it survives: each death takes a new coordinator.
        cases.sort(Comparator.comparing(each -> each.disaster.isDeath()));
        return cases;
    }

    private static void addCases(List<Case> cases, Cause cause, Step step, List<Disaster> deaths) {
        for (int jobsBefore : FULL ? List.of(0, MIDDLE, BATCH - 1) : List.of(MIDDLE)) {
            cases.add(new Case(cause, step, Disaster.SUSPEND_AND_RESUME, jobsBefore));
            if (cause != Cause.JOBS) {
                cases.add(new Case(cause, step, Disaster.ERROR_IN_THE_THREAD, jobsBefore));
            }
            for (Disaster death : deaths) {
                cases.add(new Case(cause, step, death, jobsBefore));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noJobIsLostAndNothingIsLeftBehind(Case crash) throws Exception {
        Process victim = coordinator == null ? start() : coordinator;
        if (crash.jobsBefore > 0) {
            assertEquals(CrashCoordinator.EXACT, ask(crash.jobsBefore));
        }
        if (crash.step == Step.PROVIDE_CHUNKS) {
            QueuesAtRest.returnPayloadMemory(directory(victim));
        }
        coordinators.arm(crash.step, how(crash.disaster));
        giveCause(crash.cause);
        List<ProcessHandle> family = victim.descendants().toList();
        String unencodable =
                crash.cause == Cause.UNENCODABLE_JOB ? CrashCoordinator.UNENCODABLE : "";
        command(BATCH - crash.jobsBefore + unencodable);
        awaitCaught(crash.cause);

        if (crash.disaster.isDeath()) {
            die(victim, family, crash.disaster);
        } else {
            if (crash.disaster == Disaster.SUSPEND_AND_RESUME) {
                stopAndContinue(victim);
            }
            assertEquals(CrashCoordinator.EXACT, answers.readLine());
            QueuesAtRest.await(directory(victim), workerDeaths);
        }
    }

    private static CrashControl.Catch how(Disaster disaster) {
        return switch (disaster) {
            case HALT -> CrashControl.Catch.HALT;
            case ERROR_IN_THE_THREAD -> CrashControl.Catch.THROW;
            case KILL, SUSPEND_AND_KILL, SUSPEND_AND_RESUME -> CrashControl.Catch.WAIT;
        };
    }

    private static Process start() throws IOException {
        List<String> command =
                TestJvm.command(
                        CrashCoordinator.class,
                        List.of(CrashProbe.jvmFlags(temporary.resolve("coordinators"))),
                        // A directory of its own: elsewhere, any other pool would remove its
                        // leftovers.
                        List.of(temporary.toString(), temporary.resolve("workers").toString()));
        Process started =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        coordinator = started;
        answers = started.inputReader(StandardCharsets.UTF_8);
        commands = started.outputWriter(StandardCharsets.UTF_8);
        workerDeaths = 0;
        // The log goes to the same stream.
        String line = answers.readLine();
        while (line != null && !line.equals(CrashCoordinator.READY)) {
            line = answers.readLine();
        }
        return started;
    }

    private static void command(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    private static String ask(int jobs) throws IOException {
        command("" + jobs);
        return answers.readLine();
    }

    /**
     * Makes a worker die with a job and half a result, so that there is something to repair. A
     * worker that is just starting has no job yet; then another has to die.
     */
    private static void giveCause(Cause cause) {
        if (cause == Cause.DEATH) {
            workers.arm(Step.WRITE, CrashControl.Catch.HALT);
            workerDeaths++;
        }
    }

    /**
     * Submits more jobs until the coordinator is caught: some steps are not taken with each job.
     */
    private static void awaitCaught(Cause cause) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (coordinators.caught() == 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the coordinator has not reached the step");
            }
            if (answers.ready()) {
                assertEquals(CrashCoordinator.EXACT, answers.readLine());
                giveCause(cause);
                // So many that the queue is full at times.
                command("" + BATCH);
            }
            CrashControl.pause();
        }
    }

    private static void stopAndContinue(Process victim) {
        Signal.stop(victim.pid());
        coordinators.release();
        Signal.send("CONT", victim.pid());
    }

    private static void die(Process victim, List<ProcessHandle> family, Disaster disaster)
            throws IOException {
        coordinator = null;
        if (disaster == Disaster.SUSPEND_AND_KILL) {
            Signal.stop(victim.pid());
        }
        victim.destroyForcibly();
        Signal.awaitEnds(List.of(victim.toHandle()));
        Signal.awaitEnds(family);
        Path directory = directory(victim);
        Map<String, String> options = Map.of("directory", temporary.toString());
        assertEquals(List.of(directory), new SharedMemoryTransport().removeLeftovers(options));
        assertFalse(Files.exists(directory));
    }

    private static Path directory(Process of) throws IOException {
        String prefix = "sempool-" + of.pid() + "-";
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
