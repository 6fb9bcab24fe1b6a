package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;

/** Specifies {@code pool exec}, which runs commands. */
@Timeout(120)
final class ExecCommandIT {
    @TempDir private Path directory;
    private PoolScript script;

    @BeforeEach
    void prepare() {
        script = new PoolScript(directory);
    }

    /** With one worker, unless the arguments say otherwise. */
    private Result exec(String... args) throws IOException, InterruptedException {
        return script.run(with(args));
    }

    private static String[] with(String... args) {
        return Stream.concat(Stream.of("exec", "-w1", "-q"), Arrays.stream(args))
                .toArray(String[]::new);
    }

    @Test
    void whatCommandsPrintComesInOrderAndAsItIs() throws Exception {
        Result result =
                script.run(
                        "exec",
                        "-w2",
                        "-q",
                        "sleep {}; printf '%s \\n\\n' {}; printf end",
                        ":::",
                        "0.3",
                        "0.1");

        assertEquals("0.3 \n\nend0.1 \n\nend", result.out(), result.err());
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void eachFailureHasItsCodeAndNoOutputIsLost() throws Exception {
        Result result = exec("echo out {}; echo why >&2; exit {}", ":::", "0", "3");

        assertEquals("out 0\nout 3\n", result.out());
        assertEquals("why\nwhy\npool: job 2: '3': exit code 3\n", result.err());
        assertEquals(1, result.code());
    }

    @Test
    void namesOfFilesAreNotShellCode() throws Exception {
        List<String> names = List.of("x$(touch PWNED).txt", "it's", "a  b", "-n");
        for (String name : names) {
            Files.writeString(directory.resolve(name), name);
        }
        Path list = Files.write(directory.resolve("list"), names);

        Result quoted =
                exec("--working-directory", "" + directory, "cat -- \"{}\" && echo", "" + list);
        Result plain = exec("--working-directory", "" + directory, "cat -- {}", "" + list);

        assertEquals(String.join("\n", names) + "\n", quoted.out(), quoted.err());
        assertEquals(String.join("", names), plain.out(), plain.err());
        assertFalse(Files.exists(directory.resolve("PWNED")));
    }

    @ParameterizedTest
    @CsvSource({
        "::: a b ::: c d, a-c a-d b-c b-d",
        "::: a b :::+ c d, a-c b-d",
        "::: a b :::+ c d ::: -x, a-c b-d"
    })
    void listsAreCrossedOrLinked(String lists, String jobs) throws Exception {
        Result result =
                exec(
                        Stream.concat(
                                        Stream.of("printf %s_ {1}-{2}"),
                                        Arrays.stream(lists.split(" ")))
                                .toArray(String[]::new));

        assertEquals(jobs.replace(" ", "_") + "_", result.out(), result.err());
    }

    @Test
    void valuesComeFromStandardInputOrWithNuls() throws Exception {
        assertEquals("a b\nc\n", script.runWithInput("a b\nc\n", with("echo")).out());
        Path nuls = Files.writeString(directory.resolve("nuls"), "a\nb\0c");
        assertEquals("[a\nb][c]", exec("-0", "printf [%s]", "" + nuls).out());
        Result bad = exec("printf [%s]", "" + nuls);
        assertEquals("[a]", bad.out());
        assertTrue(bad.err().contains("nuls:2: "), bad.err());
        assertTrue(bad.err().contains("add --null"), bad.err());
        assertEquals(1, bad.code());
    }

    @Test
    void aDryRunOnlyShowsTheCommands() throws Exception {
        Result result = exec("--dry-run", "rm {#} {} '{/}'", ":::", "a b", "/c/d");

        assertEquals("rm 1 'a b' 'a b'\nrm 2 /c/d 'd'\n", result.out(), result.err());
    }

    @Test
    void tagsSayWhoseALineIs() throws Exception {
        assertEquals(
                "1 x\t1\n2 x\t1\n2 x\t2\n",
                exec("--tag", "seq {1}; true {}", ":::", "1", "2", ":::", "x").out());
    }

    @Test
    void aCommandThatTakesTooLongEndsAndItsWorkerGoesOn() throws Exception {
        Result result =
                exec(
                        "--timeout",
                        "1s",
                        "--grace",
                        "1m",
                        "echo $PPID; sleep {}",
                        ":::",
                        "0",
                        "90",
                        "0");

        assertEquals(1, result.code());
        assertEquals(1, result.out().lines().distinct().count(), result.out());
        assertEquals("pool: job 2: '90': timed out after 1 s\n", result.err());
    }

    @Test
    void failuresAreRetriedOnRequest() throws Exception {
        Path file = directory.resolve("once");

        Result result =
                exec("--retries", "3", "test -e {} || { touch {}; exit 1; }", ":::", "" + file);

        assertEquals(0, result.code(), result.err());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec|Missing required parameter",
                "exec ' ' ::: a|the command is empty",
                "exec 'echo {3}' ::: a ::: b|the command has {3}, but a job has 2 values",
                "exec echo ::: a b :::+ c|a list of 2 values is linked with one of 1",
                "exec echo :::+ c|begin with :::",
                "exec echo no-such-file|there is no input file no-such-file",
                "exec wc -l|there is no input file -l; if it is a part of the command, put all of"
            })
    void badUsageIsExplained(String line, String message) throws Exception {
        Result result = script.shell(PoolScript.SCRIPT + " " + line);

        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(message), result.err());
        assertEquals("", result.out());
    }

    @Test
    void blocksAreReadByCommands() throws Exception {
        Path file = Files.write(directory.resolve("lines"), List.of("a", "b", "c"));

        Result result =
                exec("--tag", "--pipe", "-N2", "cat; echo why >&2; test {#} = 1", "" + file);

        assertEquals("1\ta\n1\tb\n2\tc\n", result.out());
        assertEquals("1\twhy\n2\twhy\npool: block 2: 'c\\n': exit code 1\n", result.err());
        assertEquals(1, result.code());
    }

    @Test
    void largeBlocksComeBackWholeAndInOrder() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 3_000_000; i++) {
            text.append(i).append(' ').append("x".repeat(i % 100)).append('\n');
        }

        Result result =
                script.runWithInput(
                        text.toString(), "exec", "-q", "-w2", "--pipe", "--block", "300k", "cat");

        assertEquals(text.toString(), result.out(), result.err());
    }

    @Test
    void aRetryReadsItsBlockAgain() throws Exception {
        Path once = directory.resolve("once");

        Result result =
                script.runWithInput(
                        "block\n",
                        with(
                                "--retries",
                                "2",
                                "--pipe",
                                "cat; test -e " + once + " || { touch " + once + "; exit 1; }"));

        assertEquals("block\n", result.out(), result.err());
        assertEquals(0, result.code());
    }

    @Test
    void aCommandThatDoesNotReadTimesOut() throws Exception {
        Result result =
                script.runWithInput(
                        "x\n".repeat(1_000_000),
                        with("--timeout", "1s", "--pipe", "--block", "2m", "sleep 90"));

        assertTrue(result.err().contains("(2000000 bytes)': timed out after 1 s"), result.err());
        assertEquals(1, result.code());
    }

    @Test
    void commandsHaveTheirSurroundings() throws Exception {
        Result result =
                exec(
                        "--workdir",
                        "" + directory,
                        "--env",
                        "A=b c",
                        "echo $A; pwd; true {}",
                        ":::",
                        "x");

        assertEquals("b c\n" + directory.toRealPath() + "\n", result.out(), result.err());
    }

    @Test
    void aFailedJobsValuesAreShownApart() throws Exception {
        Result result = exec("exit {1}", ":::", "4", ":::", "a b");

        assertEquals("pool: job 1: '4 a b': exit code 4\n", result.err());
    }

    @Test
    void noValuesAreNoJobs() throws Exception {
        Result result = exec("echo", ":::");

        assertEquals("", result.out());
        assertEquals(0, result.code(), result.err());
    }
}
