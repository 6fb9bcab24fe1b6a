package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Specifies which of a command's arguments are jobs. */
final class JobArgumentsTest {
    @Command(name = "any")
    static final class Any {
        @Option(names = {"-w", "--workers"})
        int workers;

        @Option(names = {"-q", "--quiet"})
        boolean quiet;

        @Mixin InputOptions input = new InputOptions();
    }

    private static Any parse(String arguments) {
        Any any = new Any();
        var _ =
                new CommandLine(any)
                        .setExpandAtFiles(false)
                        .parseArgs(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        return any;
    }

    private static List<String> jobs(Any any) throws IOException {
        List<String> jobs = new ArrayList<>();
        try (LineSource lines = any.input.open(false)) {
            Line line = new Line();
            while (lines.next(line)) {
                jobs.add(line.text());
            }
        }
        return jobs;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--args @f x                 | @f x | 0",
                "--args -- -q --help         | -q --help | 0",
                "--args a -- -- b -q         | a -- b -q | 0",
                "-w2 -q --args a --args b    | a b | 2",
                "--args a b --workers=2 -q   | a b | 2",
                "--args a --workers 2 -q     | a | 2",
                "--args a -w2 -q             | a | 2",
                "--args -12 -nothing -w2 -q  | -12 -nothing | 2",
            })
    void aJobMayLookLikeAnything(String arguments, String expected, int workers)
            throws IOException {
        Any any = parse(arguments);

        assertEquals(expected, String.join(" ", jobs(any)));
        assertEquals(workers, any.workers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--args", "--args -q", "--args --"})
    void argsWithoutAJobIsRefused(String arguments) {
        CommandLine.ParameterException e =
                assertThrows(CommandLine.ParameterException.class, () -> parse(arguments));

        assertTrue(String.valueOf(e.getMessage()).contains("--args needs a job"), e::toString);
    }

    @Test
    void filesAndArgumentsExcludeEachOther() {
        assertThrows(UsageException.class, () -> jobs(parse("@f --args x")));
    }
}
