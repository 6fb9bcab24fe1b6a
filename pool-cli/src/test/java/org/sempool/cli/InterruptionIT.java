package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what the command does on signals. */
@Timeout(300)
final class InterruptionIT {
    private static final String FIRST_MESSAGE = "interrupt again to stop at once";

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--unordered"})
    void theRunningJobsAreFinishedAndTheWaitingOnesAreDroppedAndCounted(String ordering)
            throws Exception {
        Path go = directory.resolve("go");
        Path other = directory.resolve("other");
        Path input = lines("quick", "await " + go, "await-and-throw " + other, "x", "y", "z");
        Running running =
                ordering.isEmpty()
                        ? start("" + input, "-w", "2")
                        : start("" + input, "-w", "2", ordering);
        awaitBegun(go);
        awaitBegun(other);

        interrupt(running);
        Files.createFile(go);
        Files.createFile(other);
        Result result = running.await();

        assertEquals(130, result.code());
        assertEquals("quick\ndone\n", result.out());
        assertTrue(result.err().contains(":3: 'await-and-throw"), result.err());
        assertTrue(result.err().contains("1 failed. 3 were not done."), result.err());
        List<String> others =
                result.err().lines().filter(line -> !line.contains("still run")).toList();
        assertEquals(3, others.size(), result.err());
    }

    @Test
    void aBlockedInputDoesNotDelayTheEnd() throws Exception {
        Running running = pool().startWithPipe(PoolScript.moody("-w", "1"));
        running.type("quick");
        awaitOutput(running, "quick\n");

        interrupt(running);
        Result result = running.await();

        assertEquals(130, result.code());
        assertEquals("quick\n", result.out());
        assertTrue(result.err().contains("the rest of the input was not read"), result.err());
    }

    @Test
    void aLongInputIsNotReadToItsEnd() throws Exception {
        Path go = directory.resolve("go");
        Path input = directory.resolve("in");
        String many =
                IntStream.range(0, 100_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        Files.writeString(input, "await " + go + "\n" + many);
        Running running = start("" + input, "-w", "1", "--queue", "10");
        awaitBegun(go);

        interrupt(running);
        Files.createFile(go);
        Result result = running.await();

        assertEquals(130, result.code());
        assertEquals("done\n", result.out());
        assertTrue(result.err().contains("the rest of the input was not read"), result.err());
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "HUP, 129"})
    void aSecondSignalStopsAtOnce(String second, int code) throws Exception {
        Running running = startAndSleep();
        List<ProcessHandle> workers = running.workers();
        assertEquals(2, workers.size());
        interrupt(running);

        running.signal(second);

        assertStopped(running, workers, code);
    }

    @Test
    void terminationStopsAtOnceKeepsResultsAndLeavesNothing() throws Exception {
        Running running = startAndSleep();
        List<ProcessHandle> workers = running.workers();
        assertEquals(2, workers.size());

        running.signal("TERM");

        assertStopped(running, workers, 143);
    }

    private Running startAndSleep() throws IOException {
        Running running = start("" + lines("quick", "sleep", "sleep", "x"), "-w", "2");
        awaitOutput(running, "quick\n");
        return running;
    }

    private static void assertStopped(Running running, List<ProcessHandle> workers, int code)
            throws Exception {
        Result result = running.await();
        assertEquals(code, result.code());
        assertEquals("quick\n", result.out());
        assertTrue(result.err().contains("interrupted. 1 job "), result.err());
        Running.awaitEnds(workers);
    }

    /** Sends the first interrupt. */
    private static void interrupt(Running running) throws Exception {
        running.signal("INT");
        Awaitility.await().until(() -> running.errorsSoFar().contains(FIRST_MESSAGE));
    }

    private static void awaitOutput(Running running, String expected) {
        Awaitility.await().until(() -> running.outputSoFar().equals(expected));
    }

    private static void awaitBegun(Path go) {
        Awaitility.await().until(() -> Files.exists(Path.of(go + ".begun")));
    }

    private Path lines(String... lines) throws IOException {
        return Files.write(directory.resolve("in"), List.of(lines));
    }

    private Running start(String... args) throws IOException {
        return pool().start(Path.of("/dev/null"), PoolScript.moody(args));
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }
}
