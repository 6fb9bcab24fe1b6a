package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what the command does as its users run it. */
@Timeout(300)
final class SubmitIT {
    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void failedLinesAreListedWithTheirPlaceAndCauseAndTheRestIsDone() throws Exception {
        Path input = Files.writeString(directory.resolve("in.txt"), "12\ntwelve\n\n-5\n7\n");

        Result result = pool().run("submit", "factor", input.toString());

        assertEquals("12: 2 2 3\n7: 7\n", result.out());
        assertEquals(1, result.code());
        List<String> errors = result.err().lines().toList();
        assertEquals(5, errors.size(), result.err());
        assertTrue(errors.get(0).contains("in.txt:2: 'twelve': IllegalArgumentException: not a"));
        assertTrue(errors.get(1).contains("in.txt:3: ''"));
        assertTrue(errors.get(2).contains("in.txt:4: '-5'"));
        assertTrue(
                errors.get(3).matches("pool: 5 jobs in \\S+ s \\(\\d+ jobs/s\\), 3 failed\\."),
                result.err());
        assertTrue(errors.get(4).contains(" s of processor time"), result.err());
    }

    @Test
    void jobsComeFromStandardInputArgumentsAndSeveralFiles() throws Exception {
        Path one = Files.writeString(directory.resolve("one"), "a\nb");
        Path two = Files.writeString(directory.resolve("two"), "c\r\nd\r\n");

        assertEquals("x\ny\n", pool().runWithInput("x\ny", "submit", "echo").out());
        assertEquals(
                "a\nb\nx\nc\nd\n",
                pool().runWithInput("x", "submit", "echo", "" + one, "-", "" + two).out());
        assertEquals("a b\n-5\n", pool().run("submit", "echo", "--args", "a b", "-5").out());
    }

    @Test
    void resultsGoToAFileIfAsked() throws Exception {
        Path output = directory.resolve("results");

        Result result = pool().run("submit", "echo", "--args", "1", "2", "-o", "" + output);

        assertEquals("", result.out());
        assertEquals("1\n2\n", Files.readString(output));
    }

    @Test
    void quietReportsOnlyFailures() throws Exception {
        assertEquals("", pool().run("submit", "echo", "-q", "--args", "1").err());
        Result failing = pool().run("submit", "factor", "-q", "--args", "x");
        assertEquals(1, failing.err().lines().count());
        assertEquals(1, failing.code());
    }

    @Test
    void aHandlerIsFoundByItsClassNameOnAnotherClassPath() throws Exception {
        Result result = moody("", "--args", "as it is");

        assertEquals("as it is\n", result.out());
        assertEquals(0, result.code());
    }

    @Test
    void outputOfWorkersGoesToStandardErrorWithTheirNumber() throws Exception {
        Result result = moody("", "-w", "1", "--args", "print");

        assertEquals("done\n", result.out());
        assertTrue(result.err().contains("[worker 1] printed by a worker"), result.err());
    }

    @Test
    void aJobThatKillsItsWorkersFailsAlone() throws Exception {
        Result result = moody("before\nhalt\nafter\n", "-w", "2");

        assertEquals("before\nafter\n", result.out());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("standard input:2: 'halt': attempt 3 of 3: worker"));
        assertTrue(result.err().contains("exited with code 5"), result.err());
    }

    @Test
    void aResultOfTwoLinesFails() throws Exception {
        Result result = moody("", "--args", "lines");

        assertEquals("", result.out());
        assertTrue(result.err().contains("more than one line"), result.err());
        assertEquals(1, result.code());
    }

    @Test
    void theWorkersOfAKilledCommandEndAndTheNextRunCleansUp() throws Exception {
        Path input = Files.writeString(directory.resolve("in"), "quick\nsleep\n");
        Running running = pool().start(input, PoolScript.moody("" + input, "-w", "2"));
        Awaitility.await().until(() -> running.outputSoFar().equals("quick\n"));
        List<ProcessHandle> workers = running.process().descendants().toList();

        running.signal("KILL");
        Result result = running.await();

        assertEquals(137, result.code());
        Running.awaitEnds(workers);
        assertEquals(0, pool().run("submit", "echo", "--args", "1").code());
    }

    @Test
    void theListOfHandlersNamesThemAll() throws Exception {
        String out = pool().run("handlers").out();

        assertTrue(out.contains("echo "), out);
        assertTrue(out.contains("factor "), out);
    }

    @Test
    void aLongInputNeedsNoMoreMemoryThanAShortOne() throws Exception {
        Path input = directory.resolve("long");
        String block =
                IntStream.range(0, 10_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
        try (var writer = Files.newBufferedWriter(input)) {
            for (int i = 0; i < 100; i++) {
                writer.write(block);
            }
        }
        PoolScript small = new PoolScript(directory, Map.of("JAVA_TOOL_OPTIONS", "-Xmx24m"));

        Result result =
                small.run("submit", "echo", "" + input, "-o", "" + directory.resolve("out"));

        assertEquals(0, result.code(), result.err());
        assertEquals(-1, Files.mismatch(input, directory.resolve("out")));
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private Result moody(String input, String... args) throws Exception {
        return pool().runWithInput(input, PoolScript.moody(args));
    }
}
