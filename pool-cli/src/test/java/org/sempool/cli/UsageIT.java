package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;

/**
 * Specifies how the command explains what it cannot do: wrong usage, unusable files, a machine that
 * lacks something.
 */
@Timeout(300)
final class UsageIT {
    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "--jvm-flag=-XX:NoSuch, Unrecognized VM option",
        "--jvm-flag=-XX:MaxHeapSize=none, Invalid maximum heap size",
        "--jvm-flag=@no/such/file, could not open",
        "--directory=/proc, with --directory",
        "--start-timeout=1ms, within --start-timeout 1 ms"
    })
    void whatOnlyAStartShowsIsExplainedInALineOrTwo(String option, String complaint)
            throws Exception {
        Result result = pool().run("submit", "echo", option, "-w", "1", "--args", "1");

        assertEquals(3, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(complaint), result.err());
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
    void anEmptyInputIsABatchOfNoJobs() throws Exception {
        Path output = Files.writeString(directory.resolve("out"), "of yesterday\n");

        Result result = pool().run("submit", "echo", "/dev/null", "-o", "" + output);

        assertEquals(0, result.code(), result.err());
        assertEquals("", Files.readString(output));
        assertTrue(result.err().contains("0 jobs"), result.err());
    }

    @Test
    void argumentsAreJobsWhateverTheyLookLike() throws Exception {
        Files.writeString(directory.resolve("f"), "x\ny\n");

        Result result = inDirectory("", "-w1 --args @f -- -q --help");

        assertEquals("@f\n-q\n--help\n", result.out(), result.err());
    }

    @Test
    void jobsThatEndWithNulMayContainLineEnds() throws Exception {
        Files.write(directory.resolve("g"), "a\nb\0c\0d".getBytes(UTF_8));

        Result result = inDirectory("", "-0 g --unordered -q 2>&1 | sort");

        assertTrue(result.out().contains("c\nd\n"), result.out());
        assertTrue(result.out().contains("g:1"), result.out());
    }

    @Test
    void bytesThatAreNotUtf8PassThroughSomeHandlersAndFailTheirLineElsewhere() throws Exception {
        // The command prints 'caf' and the byte E9, once literally and once as a number.
        Files.write(
                directory.resolve("f"), "printf '%s|\\351' 'caf\u00E9'\nä\n".getBytes(ISO_8859_1));
        String inDirectory = "cd '" + directory + "' && ";
        String pool = "'" + PoolScript.SCRIPT + "' submit ";

        Result bytes =
                pool().shell(
                                inDirectory
                                        + pool
                                        + "exec -q --args \"$(head -n 1 f)\" | od -An -tx1");
        Result echo = pool().shell(inDirectory + pool + "echo -q f | cmp - f");
        Result text = pool().shell(inDirectory + pool + "reverse f");

        assertEquals("63 61 66 e9 7c e9 0a", bytes.out().strip(), bytes.err());
        assertEquals(0, echo.code(), echo.err());
        assertEquals(1, text.code());
        assertTrue(
                text.err().contains("f:1: 'printf '%s|\\351' 'caf\\xE9'': it is not UTF-8"),
                text::err);
        assertTrue(text.err().contains("f:2: '\\xE4'"), text::err);
    }

    /** Under any name: of a link, of standard input, of standard output. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-o g - <g",
                "-o g <g",
                "-o link <g",
                "-o g link",
                "-o hard g",
                "- <g >>g",
                "g >>g",
                "link >>hard",
                "-o /dev/stdout g >>g",
            })
    void aFileIsNotBothInputAndOutput(String arguments) throws Exception {
        Path file = Files.writeString(directory.resolve("g"), "1\n2\n");
        Files.createSymbolicLink(directory.resolve("link"), file);
        Files.createLink(directory.resolve("hard"), file);

        // The limit on file sizes ends a run that reads its own results.
        Result result = inDirectory("ulimit -f 65536; ", arguments);

        assertEquals(2, result.code(), result.err());
        assertEquals("1\n2\n", Files.readString(file));
        assertTrue(result.err().contains("are the same file, "), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    @Test
    void theJarOfTheHandlersIsRefusedAsOutput() throws Exception {
        String empty = "PK\5\6" + "\0".repeat(18);
        Path jar = Files.writeString(directory.resolve("my.jar"), empty);

        Result result = inDirectory("", "-cp my.jar -o my.jar --args a");

        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains("are the same file"), result.err());
        assertEquals(empty, Files.readString(jar));
    }

    @Test
    void standardOutputByAnotherNameIsNotEmptied() throws Exception {
        Result result =
                pool().shell(
                                "cd '"
                                        + directory
                                        + "' && { echo before; '"
                                        + PoolScript.SCRIPT
                                        + "' submit echo -w1 --args a -o /dev/stdout;"
                                        + " echo after; } >all");

        assertEquals(0, result.code(), result.err());
        assertEquals("before\na\nafter\n", Files.readString(directory.resolve("all")));
    }

    /** Each message would be another job. The only added lines say why nothing runs. */
    @Test
    void aFileIsNotBothInputAndStandardError() throws Exception {
        Path file = Files.writeString(directory.resolve("g"), "1\n2\n");

        Result result = inDirectory("ulimit -f 65536; ", "-o o g 2>>g");

        assertEquals(2, result.code());
        List<String> lines = Files.readAllLines(file);
        assertEquals(List.of("1", "2"), lines.subList(0, 2));
        assertTrue(lines.get(2).contains("standard error and the input g are the same file, "));
        assertTrue(lines.size() <= 4, lines::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-o o g", "-o o - <g >>g", "-o /dev/null g </dev/null >/dev/null"})
    void otherFilesAreNoConflict(String arguments) throws Exception {
        Files.writeString(directory.resolve("g"), "1\n");

        Result result = inDirectory("", arguments);

        assertEquals(0, result.code(), result.err());
        assertEquals("1\n", Files.readString(directory.resolve("g")));
    }

    @Test
    void aStartThatFailsLeavesTheOutputAsItWas() throws Exception {
        Path old = Files.writeString(directory.resolve("old"), "of yesterday\n");
        Path fresh = directory.resolve("fresh");

        for (Path output : new Path[] {old, fresh}) {
            Result result =
                    pool().run(
                                    "submit",
                                    NoStartHandler.class.getName(),
                                    "-cp",
                                    PoolScript.TEST_CLASSES.toString(),
                                    "-o",
                                    "" + output,
                                    "--args",
                                    "1");
            assertEquals(3, result.code(), result.err());
        }

        assertEquals("of yesterday\n", Files.readString(old));
        assertFalse(Files.exists(fresh));
    }

    @Test
    void resultsReplaceTheOldOutputEvenIfThereAreNone() throws Exception {
        Path output = Files.writeString(directory.resolve("o"), "longer than the result\n");

        assertEquals(0, pool().run("submit", "echo", "-o", "" + output, "--args", "1").code());
        assertEquals("1\n", Files.readString(output));
        assertEquals(1, pool().run("submit", "factor", "-o", "" + output, "--args", "x").code());
        assertEquals("", Files.readString(output));
    }

    @Test
    void aFailedWriteIsReportedOnce() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "needs /dev/full");

        Result result = pool().run("submit", "echo", "-o", "/dev/full", "--args", "1");

        assertEquals(1, result.code());
        assertEquals(1, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("cannot write the results"), result.err());
    }

    @Test
    void withoutAJdkTheScriptSaysWhatItNeeds() throws Exception {
        Path scripts = PoolScript.ROOT.resolve("pool-cli/bin");
        Path others = Files.createDirectories(directory.resolve("pool-cli/bin"));
        for (String script : List.of("setup.sh", "system.sh")) {
            var _ = Files.copy(scripts.resolve(script), others.resolve(script));
        }
        String tools = Files.readString(scripts.resolve("tools.sh"));
        Files.writeString(others.resolve("tools.sh"), tools.replace("release=25", "release=9999"));
        Path other = Files.copy(PoolScript.SCRIPT, others.resolve("pool"));

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
    void workersThatCannotStartAreReportedInTheirWords() throws Exception {
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

    @Test
    void aSmallSharedMemoryLosesNoJob() throws Exception {
        String[] inSmallSharedMemory = {
            "unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=2m none /dev/shm && \"$@\"", "sh"
        };
        Assumptions.assumeTrue(exec(inSmallSharedMemory, "true").code() == 0, "cannot mount");
        Path input = directory.resolve("lines.txt");
        List<String> lines = IntStream.range(0, 40).mapToObj(i -> i + "x".repeat(75_000)).toList();
        Files.write(input, lines);
        Path spill = Files.createDirectory(directory.resolve("spilled"));

        Result result =
                exec(
                        inSmallSharedMemory,
                        PoolScript.SCRIPT.toString(),
                        "submit",
                        "echo",
                        input.toString(),
                        "--queue",
                        "64",
                        "-w",
                        "2",
                        "--spill-directory",
                        spill.toString());

        assertEquals(0, result.code(), result.err());
        assertEquals(lines, result.out().lines().toList());
        try (Stream<Path> left = Files.list(spill)) {
            assertEquals(List.of(), left.toList());
        }
    }

    /** A container's /dev/shm may be small. Needs the right to mount, in a namespace of its own. */
    @Test
    void aTooSmallSharedMemoryIsReportedWithItsSize() throws Exception {
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

    private Result inDirectory(String before, String arguments) throws Exception {
        return pool().shell(
                        before
                                + "cd '"
                                + directory
                                + "' && exec '"
                                + PoolScript.SCRIPT
                                + "' submit echo "
                                + arguments);
    }

    private PoolScript pool() {
        return new PoolScript(directory);
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
}
