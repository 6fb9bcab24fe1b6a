package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** The command as its users run it. */
@Timeout(300)
final class SubmitIT {
    private static final Path NUMBERS = PoolScript.ROOT.resolve("examples/data/numbers.txt");

    /** A run of the pool, and the output that is shown below it, if any. */
    private static final Pattern COMMANDS =
            Pattern.compile(
                    "```sh\n(pool-cli/bin/pool submit [a-z].*?)```(?:\n\n```\n(.*?)```)?",
                    Pattern.DOTALL);

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4096, futex, --unordered",
        "2, 1, posix, ''",
        "16, 4096, futex, ''",
        "2, 4096, polling, --unordered",
        "16, 1, polling, ''",
        "2, 7, posix, --unordered"
    })
    void factorsAsCoreutilsDoes(String workers, String queue, String semaphore, String ordering)
            throws Exception {
        List<String> expected = oracle();
        List<String> args =
                new ArrayList<>(
                        List.of("submit", "factor", NUMBERS.toString(), "--workers", workers));
        args.addAll(List.of("--queue", queue, "--semaphore", semaphore));
        if (!ordering.isEmpty()) {
            args.add(ordering);
        }

        Result result = pool().run(args.toArray(new String[0]));

        List<String> lines = result.out().lines().toList();
        if (ordering.isEmpty()) {
            assertEquals(expected, lines);
        } else {
            assertEquals(sorted(expected), sorted(lines));
        }
        int count = expected.size();
        assertTrue(
                result.err().strip().endsWith("Factored " + count + " / " + count + " numbers."),
                result.err());
        assertEquals(0, result.code());
    }

    @Test
    void failedLinesAreListedWithTheirPlaceAndCauseAndTheRestIsDone() throws Exception {
        Path input = Files.writeString(directory.resolve("in.txt"), "12\ntwelve\n\n-5\n7\n");

        Result result = pool().run("submit", "factor", input.toString());

        assertEquals("12: 2 2 3\n7: 7\n", result.out());
        assertEquals(1, result.code());
        List<String> errors = result.err().lines().toList();
        assertEquals(4, errors.size(), result.err());
        assertTrue(errors.get(0).contains("in.txt:2: 'twelve': IllegalArgumentException: not a"));
        assertTrue(errors.get(1).contains("in.txt:3: ''"));
        assertTrue(errors.get(2).contains("in.txt:4: '-5'"));
        assertTrue(errors.get(3).endsWith("Factored 2 / 5 numbers."));
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
    void quietSaysNothingButWhatFailed() throws Exception {
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
    void whatWorkersPrintGoesToStandardErrorWithTheirNumber() throws Exception {
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
    void aResultOfTwoLinesIsNoResult() throws Exception {
        Result result = moody("", "--args", "lines");

        assertEquals("", result.out());
        assertTrue(result.err().contains("more than one line"), result.err());
        assertEquals(1, result.code());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "submit                         | HANDLER",
                "submit echo --workers x        | is not an int",
                "submit echo --workers 0 --args 1 | workers=0 is out of range",
                "submit echo --queue 0 --args 1 | queue=0 is out of range",
                "submit echo --semaphore none --args 1 | choose one of futex, posix, polling",
                "submit echo --wrokers 2        | --wrokers",
                "submit echo no/such/file       | there is no input file no/such/file",
                "submit echo /                  | name a readable file",
                "submit echo /dev/null          | the input is empty",
                "submit ecko --args 1           | did you mean echo",
                "submit java.lang.String --args 1 | is no org.sempool.LineHandler",
                "submit echo --classpath no.jar --args 1 | there is no no.jar",
                "submit echo -o /no/such/dir/f --args 1 | cannot write --output",
                "submit echo pom.xml --args 1   | not both",
                "submit echo - -                | standard input can be read once",
                "submit echo --queue 9999999 --args 1 | queue=9999999 is out of range",
                "submti                         | submti",
                "submit echo --timeout 5 --args 1 | is no duration; write a number and ms, s",
                "submit echo --timeout 0s --args 1 | leave it out for no timeout",
                "submit echo --grace soon --args 1 | is no duration; write",
                "submit echo --attempts 0 --args 1 | attempts=0 is out of range",
                "submit echo --max-jobs-per-worker 0 --args 1 | =0 is out of range; allowed is 1",
                "submit echo --max-memory 5q --args 1 | is no size; write bytes, or a number",
            })
    void badUsageIsExplainedInALineOrTwo(String command, String complaint) throws Exception {
        Result result = pool().run(command.strip().split(" "));

        assertEquals(2, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(complaint.strip()), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    @Test
    void anOutputThatIsAnInputIsRefusedAndUntouched() throws Exception {
        Path input = Files.writeString(directory.resolve("in"), "1\n");

        Result result = pool().run("submit", "echo", "" + input, "-o", "" + input);

        assertEquals(2, result.code());
        assertEquals("1\n", Files.readString(input));
    }

    @Test
    void killedOutrightItsWorkersGoAndTheNextRunTidiesUp() throws Exception {
        Path input = Files.writeString(directory.resolve("in"), "quick\nsleep\n");
        Running running = pool().start(input, PoolScript.moody("" + input, "-w", "2"));
        Awaitility.await().until(() -> running.outputSoFar().equals("quick\n"));
        List<ProcessHandle> workers = running.process().descendants().toList();

        running.signal("KILL");
        Result result = running.await();

        assertEquals(137, result.code());
        Awaitility.await().until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        assertEquals(0, pool().run("submit", "echo", "--args", "1").code());
    }

    @Test
    void aReaderThatGoesAwayEndsTheBatch() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "yes | pool-cli/bin/pool submit echo -q 2>\"$0\" | head -n 3",
                                directory.resolve("stderr").toString())
                        .directory(PoolScript.ROOT.toFile())
                        .start();

        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(0, process.waitFor());
        assertEquals("y\ny\ny\n", out);
        Awaitility.await()
                .until(
                        () ->
                                Files.readString(directory.resolve("stderr"))
                                        .contains("cannot write"));
    }

    @Test
    void resultsThatCannotBeWrittenAreSaidOnce() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");

        Result result = pool().run("submit", "echo", "-o", "/dev/full", "--args", "1");

        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("cannot write the results"), result.err());
    }

    @Test
    void theListOfHandlersNamesThemAll() throws Exception {
        String out = pool().run("handlers").out();

        assertTrue(out.contains("echo "), out);
        assertTrue(out.contains("factor "), out);
    }

    @Test
    void withoutAJdkTheScriptSaysWhatItNeeds() throws Exception {
        Path script = PoolScript.ROOT.resolve("pool-cli/bin/pool");
        String text = Files.readString(script).replace("release=25", "release=9999");
        Path other = directory.resolve("pool-cli/bin/pool");
        Files.createDirectories(other.getParent());
        Files.writeString(other, text);

        Process process =
                new ProcessBuilder("sh", other.toString(), "handlers")
                        .redirectErrorStream(true)
                        .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(3, process.waitFor());
        assertTrue(out.contains("needs a JDK 9999 or newer"), out);
        assertTrue(out.lines().count() <= 2, out);
    }

    @Test
    void aPoolWhoseWorkersCannotStartSaysWhyInTheirWords() throws Exception {
        Result result =
                pool().run(
                                "submit",
                                NoStartHandler.class.getName(),
                                "-cp",
                                PoolScript.TEST_CLASSES.toString(),
                                "--args",
                                "1");

        assertEquals(3, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().contains("the model is missing"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    /** A container's /dev/shm may be small. Needs the right to mount, in a namespace of its own. */
    @Test
    void aSharedMemoryThatIsTooSmallIsSaidWithTheNumbers() throws Exception {
        String[] inSmallSharedMemory = {
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs -o size=100k none /dev/shm && \"$@\"",
            "sh"
        };
        Assumptions.assumeTrue(exec(inSmallSharedMemory, "true").code() == 0, "cannot mount");

        Result result =
                exec(
                        inSmallSharedMemory,
                        PoolScript.SCRIPT.toString(),
                        "submit",
                        "echo",
                        "--args",
                        "1");

        assertEquals(3, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("are free; make room there"), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    private Result exec(String[] prefix, String... command) throws Exception {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        int code =
                new ProcessBuilder(
                                Stream.concat(Arrays.stream(prefix), Arrays.stream(command))
                                        .toList())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start()
                        .waitFor();
        return new Result(code, Files.readString(out), Files.readString(err));
    }

    /** Each command of each README that can be run as it stands. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "examples/README.md"})
    void theCommandsOfTheReadmesWork(String readme) throws Exception {
        Matcher blocks = COMMANDS.matcher(Files.readString(PoolScript.ROOT.resolve(readme)));
        int count = 0;
        while (blocks.find()) {
            Path script = Files.writeString(directory.resolve("command.sh"), blocks.group(1));
            Process process =
                    new ProcessBuilder("sh", "-e", script.toString())
                            .directory(PoolScript.ROOT.toFile())
                            .redirectError(directory.resolve("err").toFile())
                            .start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), Files.readString(directory.resolve("err")));
            if (blocks.group(2) != null) {
                assertEquals(blocks.group(2), out);
            } else {
                assertEquals(oracle(), out.lines().toList());
            }
            count++;
        }
        assertTrue(count >= 1);
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private Result moody(String input, String... args) throws Exception {
        return pool().runWithInput(input, PoolScript.moody(args));
    }

    private List<String> oracle() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/factor")), "needs coreutils");
        Path out = directory.resolve("expected");
        int code =
                new ProcessBuilder("/usr/bin/factor")
                        .redirectInput(NUMBERS.toFile())
                        .redirectOutput(out.toFile())
                        .start()
                        .waitFor();
        assertEquals(0, code);
        return Files.readAllLines(out);
    }

    private static String sorted(List<String> lines) {
        return lines.stream().sorted().collect(Collectors.joining("\n"));
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
}
