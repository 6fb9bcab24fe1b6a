package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what one sees of a batch: on a terminal, in a log, and when one asks. */
@Timeout(300)
final class ProgressIT {
    private static final String ERASE = "\r\033[K";
    private static final Pattern BAR = Pattern.compile("\\d+/\\d+ jobs \\(|\\d+ jobs? done,");

    private static final Pattern ENDS = Pattern.compile(Pattern.quote(ERASE) + "|\r?\n");

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void onATerminalResultsAndTheBarShareNoLine() throws Exception {
        Path go = directory.resolve("go");
        Running running = onTerminal(78, "exec -w 1 " + held(go) + " ::: 1 2 3");
        Awaitility.await().until(() -> running.outputSoFar().contains("2/3 jobs (66%)"));
        Files.createFile(go);

        Result result = running.await();

        String all = result.out();
        assertEquals(0, result.code(), all);
        // A line is what remains of it after the last time that it was erased.
        List<String> seen =
                Stream.of(all.split("\r?\n"))
                        .map(line -> line.substring(line.lastIndexOf(ERASE) + 1))
                        .map(line -> line.replace(ERASE.substring(1), ""))
                        .toList();
        assertEquals(List.of("result 1", "result 2", "result 3"), seen.subList(0, 3), all);
        assertTrue(seen.get(3).startsWith("pool: 3 jobs in "), all);
        for (String drawn : ENDS.splitAsStream(all).toList()) {
            assertTrue(drawn.length() < 78 || !BAR.matcher(drawn).find(), drawn);
            assertFalse(drawn.contains("result") && BAR.matcher(drawn).find(), drawn);
        }
    }

    @Test
    void aBarFollowsTheTerminalsWidth() throws Exception {
        Path go = directory.resolve("go");
        Running running = onTerminal(120, "exec -w 1 " + held(go) + " ::: 1 2 3");
        Awaitility.await().until(() -> running.outputSoFar().contains("1 running on 1 worker"));
        int before = running.outputSoFar().length();

        Files.createFile(directory.resolve("narrow"));

        Awaitility.await()
                .until(
                        () ->
                                running.outputSoFar()
                                        .substring(before)
                                        .endsWith(ERASE + "2/3 jobs (66%)"));
        Files.createFile(go);
        assertEquals(0, running.await().code());
    }

    @Test
    void inALogProgressIsLinesWithoutControlCharacters() throws Exception {
        Path go = directory.resolve("go");
        Running running =
                pool().startShell(pool("exec --progress plain -w 1 " + held(go) + " ::: 1 2 3"));
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(
                        () ->
                                running.errorsSoFar()
                                        .contains("pool: 2/3 jobs (66%), 0 failed, ETA "));
        Files.createFile(go);

        Result result = running.await();

        assertEquals("result 1\nresult 2\nresult 3\n", result.out());
        assertFalse(result.err().contains("\r") || result.err().contains("\033"), result.err());
    }

    @Test
    void aSignalPrintsTheStateOfABatchInTheBackgroundWithWhatRunsLongest() throws Exception {
        Path go = directory.resolve("go");
        Running running =
                pool().startShell(
                                pool("exec -q -w 1 " + held(go) + " ::: 1 2 3")
                                        + " & echo $! >"
                                        + directory.resolve("pid")
                                        + "; wait $!");
        Awaitility.await().until(() -> Files.exists(directory.resolve("begun")));
        long pid = Long.parseLong(Files.readString(directory.resolve("pid")).strip());

        Running.signal("USR1", pid);

        Awaitility.await().until(() -> running.errorsSoFar().contains("longest: job 3 '3'"));
        assertTrue(
                running.errorsSoFar().startsWith("pool: 2/3 jobs (66%), 0 failed, ETA "),
                running.errorsSoFar());
        Files.createFile(go);
        Result result = running.await();
        assertEquals(0, result.code(), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    @Test
    void afterAnInterruptItSaysWhatStillRuns() throws Exception {
        Path go = directory.resolve("go");
        Path in = Files.writeString(directory.resolve("in"), "1\n2\n3\n4\n");
        Running running = pool().startShell("exec " + pool("exec -w 1 " + held(go) + " " + in));
        Awaitility.await().until(() -> Files.exists(directory.resolve("begun")));

        running.signal("INT");

        Awaitility.await().until(() -> running.errorsSoFar().contains("pool: 1 job still runs: "));
        assertTrue(running.errorsSoFar().contains(in + ":3 '3'"), running.errorsSoFar());
        Files.createFile(go);
        Result result = running.await();
        assertEquals(130, result.code());
        assertEquals("result 1\nresult 2\nresult 3\n", result.out());
    }

    @Test
    void theSummarySaysSuccessOnceAndWhatTheWorkersDid() throws Exception {
        Result result = pool().run("exec", "-w", "1", "-q", "true", ":::", "1");
        assertEquals("", result.err());

        result =
                pool().run(
                                "exec",
                                "-w",
                                "1",
                                ": {}; x=0; while [ $x -lt 300000 ]; do x=$((x+1)); done",
                                ":::",
                                "1");

        List<String> lines = result.err().lines().toList();
        assertEquals(2, lines.size(), result.err());
        assertTrue(
                lines.getFirst().matches("pool: 1 job in \\S+ s \\(\\d+ jobs/s\\), 0 failed\\."),
                result.err());
        assertTrue(
                lines.getLast()
                        .matches(
                                "pool: the workers took (\\S+) s of processor time;"
                                        + " jobs spent \\d+% of their time .*"),
                result.err());
        assertFalse(lines.getLast().contains("took 0.0 s"), result.err());
    }

    @Test
    void aCrashedWorkersMessageSaysWhereTheReportIsInsteadOfShowingTheBanner() throws Exception {
        Result result =
                pool().run(
                                "submit",
                                "nasty",
                                "-w",
                                "1",
                                "--attempts=1",
                                "--jvm-flag=-XX:ErrorFile=" + directory + "/crash-%p.log",
                                "--args",
                                "crash",
                                "behave");

        assertEquals("behaved\n", result.out());
        assertTrue(result.err().contains("(crash report " + directory + "/crash-"), result.err());
        assertFalse(result.err().contains("A fatal error"), result.err());
        assertFalse(result.err().contains("[worker 1] #"), result.err());
        assertTrue(result.err().contains("; 1 worker died"), result.err());
    }

    @Test
    void anUnknownWayToShowProgressIsAnError() throws Exception {
        Result result = pool().run("submit", "echo", "--progress", "fancy", "--args", "x");

        assertEquals(2, result.code());
        assertTrue(
                result.err().contains("--progress=fancy is none of bar, plain, none"),
                result.err());
    }

    /**
     * Prints its result; that of job 3 comes only when a file is there, and it says that it runs.
     */
    private String held(Path go) {
        return "'if [ {} = 3 ]; then touch "
                + directory.resolve("begun")
                + "; while ! [ -e "
                + go
                + " ]; do sleep 0.05; done; fi; echo result {}'";
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private static String pool(String arguments) {
        return PoolScript.SCRIPT + " " + arguments;
    }

    /** Gives it a terminal of its own, which becomes narrow when a file is there. */
    private Running onTerminal(int columns, String arguments) throws Exception {
        Path script =
                Files.writeString(
                        directory.resolve("on-terminal"),
                        "stty cols "
                                + columns
                                + "\n(while ! [ -e "
                                + directory.resolve("narrow")
                                + " ] && ! [ -e "
                                + directory.resolve("go")
                                + " ]; do sleep 0.1; done; stty cols 21 </dev/tty) &\n"
                                + pool(arguments)
                                + "\ncode=$?; kill $! 2>/dev/null; exit $code\n");
        return pool().startShell("script -qec 'sh " + script + "' /dev/null </dev/null");
    }
}
