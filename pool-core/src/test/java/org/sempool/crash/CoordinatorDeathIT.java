package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.Remains;
import org.sempool.Signal;
import org.sempool.TestJvm;
import org.sempool.shm.SharedMemoryTransport;

/** However the coordinator ends, its workers end, and so do all processes that they started. */
final class CoordinatorDeathIT {
    @TempDir private Path directory;
    @TempDir private Path files;
    private List<ProcessHandle> family = List.of();

    enum Ending {
        KILL,
        TERM,
        INT,
        EXIT,
        EXCEPTION,
        FINISH
    }

    @AfterEach
    void endWhatIsLeft() {
        family.forEach(ProcessHandle::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FINISH")
    void idleWorkersEnd(Ending ending) throws Exception {
        Process coordinator = start(ending);

        end(coordinator, ending);

        assertAllGone(coordinator, ending);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "FINISH")
    void busyWorkersAndTheirChildrenEnd(Ending ending) throws Exception {
        Path child = files.resolve("child");
        Process coordinator =
                start(ending, "spin", "spawn-and-hang " + child, "spawn", "spawn-apart", "leak 9");
        Awaitility.await("a child runs").until(() -> Files.exists(child));
        Awaitility.await("all children run").until(() -> coordinator.descendants().count() >= 9);
        family = coordinator.descendants().toList();

        end(coordinator, ending);

        assertAllGone(coordinator, ending);
    }

    @Test
    void aStoppedWorkerAndItsChildEnd() throws Exception {
        Process coordinator = start(Ending.KILL, "spawn-apart");
        awaitChildOfWorker(coordinator);
        workers(coordinator).forEach(worker -> Signal.stop(worker.pid()));

        end(coordinator, Ending.KILL);

        assertAllGone(coordinator, Ending.KILL);
    }

    @Test
    void aStoppedWorkerWithoutAGuardIsKilledWithTheLeftovers() throws Exception {
        Process coordinator = start(Ending.KILL, "spawn-apart");
        awaitChildOfWorker(coordinator);
        workers(coordinator).forEach(worker -> Signal.stop(worker.pid()));
        ProcessHandle guard = guard(coordinator);
        Signal.stop(guard.pid());

        end(coordinator, Ending.KILL);

        Signal.awaitEnds(List.of(coordinator.toHandle()));
        guard.destroyForcibly();
        Signal.awaitEnds(List.of(guard));
        assertEquals(1, removeLeftovers().size());
        assertFamilyGone();
    }

    @Test
    void aKilledGuardIsReplaced() throws Exception {
        Process coordinator = start(Ending.KILL, "spawn-apart");
        awaitChildOfWorker(coordinator);
        ProcessHandle first = guard(coordinator);
        first.destroyForcibly();
        Awaitility.await("another guard").until(() -> !guard(coordinator).equals(first));
        workers(coordinator).forEach(worker -> Signal.stop(worker.pid()));

        end(coordinator, Ending.KILL);

        assertAllGone(coordinator, Ending.KILL);
    }

    @Test
    void workersEndWithoutAGuard() throws Exception {
        Process coordinator = start(Ending.KILL, "spin");
        family = workers(coordinator);
        ProcessHandle guard = guard(coordinator);
        Signal.stop(guard.pid());

        end(coordinator, Ending.KILL);

        assertFamilyGone();
        guard.destroyForcibly();
        Signal.awaitEnds(List.of(guard, coordinator.toHandle()));
        removeLeftovers();
    }

    /** Just after a guard was killed, this waits for the next. */
    private static ProcessHandle guard(Process coordinator) {
        return Awaitility.await("a guard")
                .until(
                        () -> coordinator.children().filter(Remains::isGuard).findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void aProgramMayFinishItsJobsInAShutdownHookOfItsOwn() throws Exception {
        Process coordinator = start(Ending.FINISH, "sleep 1000");

        Signal.send("TERM", coordinator.pid());

        String output = coordinator.inputReader(StandardCharsets.UTF_8).readAllAsString();
        assertTrue(output.contains(DoomedCoordinator.FINISHED), output);
        assertAllGone(coordinator, Ending.FINISH);
    }

    private static List<ProcessHandle> workers(Process coordinator) {
        return coordinator.children().filter(child -> !Remains.isGuard(child)).toList();
    }

    private void awaitChildOfWorker(Process coordinator) {
        Awaitility.await("a child runs")
                .until(
                        () ->
                                workers(coordinator).stream()
                                        .anyMatch(worker -> worker.children().count() > 0));
        family = coordinator.descendants().toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aCoordinatorThatIsKilledWhileItStartsLeavesNoWorker(int processes) throws Exception {
        Process coordinator = newProcess(Ending.KILL, "spin");
        Awaitility.await("a worker was started")
                .pollInterval(Duration.ofMillis(1))
                .until(() -> coordinator.descendants().count() >= processes);
        family = coordinator.descendants().toList();

        coordinator.destroyForcibly();

        assertFamilyGone();
        Signal.awaitEnds(List.of(coordinator.toHandle()));
        removeLeftovers();
        assertEquals(List.of(), pools());
    }

    @Test
    void nothingOfALivingCoordinatorIsRemoved() throws Exception {
        Process coordinator = start(Ending.KILL);

        assertEquals(List.of(), removeLeftovers());

        assertEquals(1, pools().size());
        assertTrue(coordinator.descendants().allMatch(ProcessHandle::isAlive));
        end(coordinator, Ending.KILL);
        assertAllGone(coordinator, Ending.KILL);
    }

    /** The process id of a dead coordinator may have been reused. */
    @Test
    void aLeftoverWithTheProcessIdOfALivingProcessIsRemoved() throws Exception {
        Process coordinator = start(Ending.KILL);
        end(coordinator, Ending.KILL);
        assertFamilyGone();
        Path leftover = pools().getFirst();
        String name = leftover.getFileName().toString();
        long alive = ProcessHandle.current().parent().orElseThrow().pid();
        Path renamed =
                Files.move(
                        leftover,
                        leftover.resolveSibling(name.replaceFirst("-\\d+-", "-" + alive + "-")));

        assertEquals(List.of(renamed), removeLeftovers());

        assertFalse(Files.exists(renamed));
    }

    private Process newProcess(Ending ending, String... jobs) throws IOException {
        List<String> args = new ArrayList<>();
        args.add(directory.toString());
        args.add(ending.name().toLowerCase(Locale.ROOT));
        args.addAll(List.of(jobs));
        List<String> command = TestJvm.command(DoomedCoordinator.class, List.of(), args);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private Process start(Ending ending, String... jobs) throws IOException {
        Process coordinator = newProcess(ending, jobs);
        BufferedReader output = coordinator.inputReader(StandardCharsets.UTF_8);
        String line = output.readLine();
        while (!DoomedCoordinator.READY.equals(line)) {
            if (line == null) {
                throw new AssertionError("the coordinator has not started");
            }
            line = output.readLine();
        }
        family = coordinator.descendants().toList();
        return coordinator;
    }

    private static void end(Process coordinator, Ending ending) throws IOException {
        switch (ending) {
            case KILL, TERM, INT -> Signal.send(ending.name(), coordinator.pid());
            case FINISH -> Signal.send("TERM", coordinator.pid());
            case EXIT, EXCEPTION -> coordinator.outputWriter().append('\n').close();
        }
    }

    private void assertAllGone(Process coordinator, Ending ending) throws IOException {
        assertFamilyGone();
        Signal.awaitEnds(List.of(coordinator.toHandle()));
        if (ending == Ending.KILL) {
            assertEquals(pools(), removeLeftovers());
        }
        assertEquals(List.of(), pools());
    }

    private void assertFamilyGone() {
        assertFalse(family.isEmpty());
        Signal.awaitEnds(family);
    }

    private List<Path> removeLeftovers() throws IOException {
        return new SharedMemoryTransport()
                .removeLeftovers(Map.of("directory", directory.toString()));
    }

    private List<Path> pools() throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
