package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;

/** The job that the command is there for, and what the READMEs show of it. */
@Timeout(300)
final class FactorIT {
    private static final Path NUMBERS = PoolScript.ROOT.resolve("examples/data/numbers.txt");

    /** A run of the pool or of an example, and the output that is shown below it, if any. */
    private static final Pattern COMMANDS =
            Pattern.compile(
                    "```sh\n((?:pool-cli/bin/pool submit|examples/run) [a-z].*?)```"
                            + "(?:\n\n```\n(.*?)```)?",
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
            } else if (blocks.group(1).contains("numbers.txt")) {
                assertEquals(oracle(), out.lines().toList());
            }
            count++;
        }
        assertTrue(count >= 1);
    }

    private PoolScript pool() {
        return new PoolScript(directory);
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
}
