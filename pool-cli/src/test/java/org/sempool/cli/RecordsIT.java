package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;

/** What is kept of jobs, and batches that stop early or go on later. */
@Timeout(180)
final class RecordsIT {
    @TempDir private Path directory;
    private PoolScript script;
    private Path log;

    @BeforeEach
    void prepare() {
        script = new PoolScript(directory);
        log = directory.resolve("log");
    }

    private Result exec(String... args) throws IOException, InterruptedException {
        return script.run(
                Stream.concat(Stream.of("exec", "-q", "-w2"), Stream.of(args))
                        .toArray(String[]::new));
    }

    /** The columns of each row, in the order of the jobs. */
    private List<String[]> rows() throws IOException {
        return Files.readAllLines(log).stream().skip(1).map(row -> row.split("\t", -1)).toList();
    }

    @Test
    void aLogSaysWhatBecameOfEachJob() throws Exception {
        String command = "printf '%s' {}; test {} != b || kill -9 $$";
        Result result = exec("--joblog", "" + log, command, ":::", "a", "b");

        assertEquals(1, result.code(), result.err());
        List<String[]> rows = rows();
        assertEquals(2, rows.size());
        assertEquals("1 : 1 1 0 0", String.join(" ", fields(rows.get(0), 0, 1, 4, 5, 6, 7)));
        assertEquals("printf '%s' a; test a != b || kill -9 $$", rows.get(0)[8]);
        assertEquals(
                "2 9 1 killed by signal 9", String.join(" ", fields(rows.get(1), 0, 7, 10, 12)));
    }

    private static List<String> fields(String[] row, int... numbers) {
        return IntStream.of(numbers).mapToObj(number -> row[number]).toList();
    }

    @Test
    void aResumedBatchLeavesOutWhatWasDone() throws Exception {
        String command = "echo {} >> " + directory.resolve("ran") + "; test {} != 2";
        String out = "" + directory.resolve("out");
        exec("--joblog", "" + log, "-o", out, "echo {}; test {} != 2", ":::", "1", "2");

        String other = "echo {}; test {} != 2";
        Result resumed =
                exec("--joblog", "" + log, "--resume", "-o", out, other, ":::", "3", "2", "1");
        assertEquals(0, resumed.code(), resumed.err());
        assertEquals("1\n2\n3\n", Files.readString(Path.of(out)));

        Result failedOnes =
                exec("--joblog", "" + log, "--resume-failed", "-o", out, other, ":::", "2", "1");
        assertEquals(1, failedOnes.code(), failedOnes.err());
        assertEquals("1\n2\n3\n2\n", Files.readString(Path.of(out)));
        // Another command is another handler.
        Result another = exec("--joblog", "" + log, "--resume", command, ":::", "1");
        assertEquals("1\n", Files.readString(directory.resolve("ran")), another.err());
        assertTrue(another.err().contains("4 rows of the log belong to"), another.err());
    }

    @Test
    void afterAKillEachResultIsThereAndNoneIsLost() throws Exception {
        int jobs = 20_000;
        Path input = directory.resolve("in");
        Files.write(input, IntStream.rangeClosed(1, jobs).mapToObj(Integer::toString).toList());
        Path out = directory.resolve("out");
        String[] command = {
            "submit",
            "echo",
            "-q",
            "-w2",
            "--joblog",
            "" + log,
            "--resume",
            "-o",
            "" + out,
            "" + input
        };
        PoolScript.Running first = script.start(Path.of("/dev/null"), command);
        Awaitility.await().until(() -> Files.exists(log) && Files.size(log) > 100_000);
        List<ProcessHandle> workers = first.workers();
        first.signal("KILL");
        PoolScript.Running.awaitEnds(workers);

        assertEquals(0, script.run(command).code());

        List<String> results = Files.readAllLines(out);
        assertEquals(jobs, results.stream().distinct().count());
        assertTrue(results.stream().allMatch(line -> line.matches("[0-9]+")));
        assertEquals(jobs, rows().size());
    }

    @Test
    void aDryRunShowsWhatIsLeftAndTouchesNothing() throws Exception {
        Path out = directory.resolve("out");
        String[] options = {"--joblog", "" + log, "--resume", "-o", "" + out};
        exec(
                Stream.concat(Stream.of(options), Stream.of("echo", ":::", "a", "b"))
                        .toArray(String[]::new));

        Result dry =
                exec(
                        Stream.concat(
                                        Stream.of(options),
                                        Stream.of("--dry-run", "echo", ":::", "a", "c", "b"))
                                .toArray(String[]::new));

        assertEquals("echo c\n", dry.out(), dry.err());
        assertEquals("a\nb\n", Files.readString(out));
        assertEquals(2, rows().size());
    }

    @Test
    void aLogIsNoPlaceForResults() throws Exception {
        Result result = exec("--joblog", "" + log, "-o", "" + log, "echo", ":::", "a");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("is where the results go"), result.err());
    }

    @Test
    void fewJobsStartAfterTheOneThatStopsTheBatch() throws Exception {
        Path ran = directory.resolve("ran");
        Result result =
                script.runWithInput(
                        "x\n".repeat(5_000),
                        "exec",
                        "-q",
                        "-w2",
                        "--halt",
                        "now,fail=1",
                        "echo >> " + ran + "; false #{}");

        assertEquals(1, result.code(), result.err());
        assertTrue(Files.size(ran) <= 6, Files.size(ran) + " jobs have run");
    }

    @Test
    void resultsGoToFilesNamedAfterTheValues() throws Exception {
        Path results = directory.resolve("results");
        exec("--results", "" + results, "echo {1}; echo {2} >&2", ":::", "a/b", ":::", "", "..");

        Path place = results.resolve("1").resolve("a\\_b").resolve("2");
        assertEquals("a/b\n", Files.readString(place.resolve("\\").resolve("stdout")));
        assertEquals("..\n", Files.readString(place.resolve("\\..").resolve("stderr")));
        assertFalse(Files.exists(results.resolve("1/stdout")));
    }

    @Test
    void aBatchStopsAfterSomeFailures() throws Exception {
        Result result =
                script.run(
                        "exec",
                        "-w1",
                        "--max-failures",
                        "2",
                        "exit {}",
                        ":::",
                        "0",
                        "1",
                        "1",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0",
                        "0");

        assertEquals(1, result.code());
        assertTrue(result.err().contains("stopped, as 2 jobs have failed."), result.err());
        assertTrue(result.err().contains("not done"), result.err());
    }

    @Test
    void aBatchMayKillWhatRunsWhenItStops() throws Exception {
        Result result =
                script.run(
                        "exec",
                        "-w2",
                        "--halt",
                        "now,success=1",
                        "sleep {}; echo {}",
                        ":::",
                        "600",
                        "0");

        assertEquals("0\n", result.out(), result.err());
        assertEquals(0, result.code());
        assertTrue(result.err().contains("stopped, as 1 job has succeeded."), result.err());
    }

    @Test
    void aJobThatTakesMuchLongerThanTheOthersIsStopped() throws Exception {
        Result result =
                exec("--timeout", "300%", "sleep {}", ":::", "0.1", "0.1", "0.1", "600", "0.1");

        assertEquals(1, result.code());
        assertTrue(result.err().contains("job 4: '600': timed out after 1 s"), result.err());
    }

    @Test
    void aJobIsRetriedAfterAWhile() throws Exception {
        String tries = "" + directory.resolve("tries");
        String command = "date +%s%N >> {}; test $(wc -l < {}) -ge 3";

        Result result =
                exec(
                        "--retries",
                        "3",
                        "--retry-delay",
                        "200ms",
                        "--joblog",
                        "" + log,
                        command,
                        ":::",
                        tries);

        assertEquals(0, result.code(), result.err());
        List<Long> times = Files.readAllLines(Path.of(tries)).stream().map(Long::valueOf).toList();
        assertEquals(3, times.size());
        // Pauses are shortened by half at most.
        assertTrue(times.get(1) - times.get(0) >= 100_000_000, times.toString());
        assertTrue(times.get(2) - times.get(1) >= 200_000_000, times.toString());
        assertEquals("3", rows().getFirst()[10]);
    }

    @Test
    void manyFailuresAreSummedUp() throws Exception {
        Result result = script.runWithInput("x\n".repeat(500), "exec", "-w2", "exit 3 #{}");

        assertEquals(1, result.code());
        List<String> lines = result.err().lines().toList();
        assertEquals(24, lines.size(), result.err());
        assertEquals(
                "pool: 500 x exit code 3 (standard input:1, standard input:2, standard input:3, ...)",
                lines.get(21));
    }
}
