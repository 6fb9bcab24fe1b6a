package org.sempool.examples.step4sharedqueue;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.PrimeFactors;
import org.sempool.inspect.Snapshot;

/** Specifies what HW9 does when a user runs it. */
@Timeout(120)
final class SharedQueueIT {
    @TempDir private Path directory;
    private @Nullable Process program;

    @AfterEach
    void noSharedMemoryIsLeft() throws Exception {
        if (program != null) {
            // Needed only if the test has failed: the child is started here, and would outlive the
            // test.
            program.destroyForcibly().waitFor();
            assertEquals(List.of(), sharedMemory(program));
        }
    }

    @Test
    void processesFactorAndOnePrints() throws Exception {
        Arguments arguments = Arguments.parse("3", "1000000000000000000000", "40");
        Process process = start("3", "1000000000000000000000", "40");

        assertEquals(0, process.waitFor(), () -> read("err"));

        List<String> lines = read("out").lines().toList();
        assertEquals("Factored 40 / 40 numbers.", lines.getLast());
        assertEquals(
                arguments.numbers().map(PrimeFactors::line).sorted().toList(),
                lines.subList(0, 40).stream().sorted().toList());
        assertEquals("", read("err"));
    }

    @Test
    void aChildThatIsKilledEndsTheRun() throws Exception {
        Process process = start("2", "1000000000000000000000", "1000000");
        List<ProcessHandle> children = childrenOfOneThatPrints(process);
        assertEquals(3, children.size());

        assertTrue(children.getFirst().destroyForcibly());

        assertEquals(1, process.waitFor());
        assertTrue(read("err").contains("has ended with code 137"), read("err"));
        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void theChildrenEndWithTheirParent() throws Exception {
        Process process = start("2", "1000000000000000000000", "1000000");
        List<ProcessHandle> children = childrenOfOneThatPrints(process);

        process.destroyForcibly();

        for (ProcessHandle child : children) {
            child.onExit().get(20, TimeUnit.SECONDS);
        }
        // No process is left to remove the file; a pool's files are removed by the next pool.
        List<Path> left = sharedMemory(process);
        assertEquals(1, left.size());
        Files.delete(left.getFirst());
    }

    @Test
    void badArgumentsAreReported() throws Exception {
        Process process = start("2", "x", "3");

        assertEquals(2, process.waitFor());
        assertTrue(read("err").startsWith("START=x is not a number"), read("err"));
    }

    @Test
    void slowMotionIsSlowInEveryProcess() throws Exception {
        Process process = start("--delay", "1000", "1", "1000", "1");
        Set<String> seen = new HashSet<>();
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> {
                            seen.addAll(statesOf(process));
                            return !process.isAlive();
                        });

        assertEquals(0, process.exitValue(), () -> read("err"));
        assertEquals("1000: 2 2 2 5 5 5", read("out").lines().findFirst().orElseThrow());
        // Without the delay, each takes microseconds: in the coordinator, the worker and the
        // printer.
        assertTrue(
                seen.containsAll(
                        Set.of("jobs WRITING", "jobs HELD", "results WRITING", "results HELD")),
                seen::toString);
    }

    private static Set<String> statesOf(Process process) throws IOException {
        Set<String> states = new HashSet<>();
        for (Path file : sharedMemory(process)) {
            try {
                for (Snapshot.Queue queue : new SharedQueueInspector().look(file).queues()) {
                    queue.slots().forEach(slot -> states.add(queue.name() + " " + slot.state()));
                }
            } catch (IOException e) {
                // The run has just begun or ended.
            }
        }
        return states;
    }

    @Test
    void aBadDelayIsReported() throws Exception {
        Process process = start("--delay", "fast", "1", "1000", "1");

        assertEquals(2, process.waitFor());
        assertTrue(read("err").startsWith("--delay fast is not from 0 to"), read("err"));
    }

    private Process start(String... args) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-classpath",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(args));
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(Redirect.to(directory.resolve("out").toFile()))
                        .redirectError(Redirect.to(directory.resolve("err").toFile()))
                        .start();
        program = process;
        return process;
    }

    private List<ProcessHandle> childrenOfOneThatPrints(Process process) {
        await().atMost(Duration.ofMinutes(1))
                .failFast(() -> !process.isAlive())
                .until(() -> read("out").lines().count() >= 2);
        return process.descendants().toList();
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sharedMemory(Process process) throws IOException {
        Path shm = Path.of("/dev/shm");
        try (Stream<Path> files = Files.list(Files.isDirectory(shm) ? shm : tmp())) {
            String name = "shared-queue-" + process.pid() + "-";
            return files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
        }
    }

    private static Path tmp() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
