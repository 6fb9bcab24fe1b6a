package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first example of each type that a user begins with is a program, and prints what it says. */
final class JavadocIT {
    private static final Path SOURCES = Path.of("src/main/java/org/sempool");
    private static final Pattern EXAMPLE =
            Pattern.compile(
                    "<pre>\\{@code\\R(.*?)^ \\* }</pre>", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern PRINTS = Pattern.compile("// prints (.*)");
    private static final String IMPORTS =
            """
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.regex.*;
            import java.util.stream.*;
            import org.sempool.*;

            """;

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WorkerPool",
                "WorkerPoolBuilder",
                "JobHandler",
                "Codec",
                "ProcessExecutors",
                "JobOptions",
                "JobFailedException",
                "PoolStats",
                "PoolListener",
                "Outcome",
                "RetryPolicy"
            })
    void theFirstExampleRuns(String type) throws Exception {
        String program = firstExample(SOURCES.resolve(type + ".java"));
        List<String> expected =
                PRINTS.matcher(program).results().map(match -> match.group(1)).toList();
        assertFalse(expected.isEmpty(), program);
        compile(program);

        TestJvm.Outcome outcome = TestJvm.run(command());

        assertEquals(0, outcome.code(), outcome.all());
        assertEquals(
                expected, outcome.all().lines().filter(expected::contains).toList(), outcome.all());
    }

    /** As the tests' own JVMs, with the example before them on the class path. */
    private List<String> command() {
        List<String> command =
                new ArrayList<>(TestJvm.command(JavadocIT.class, List.of(), List.of()));
        command.removeLast();
        command.add(directory + File.pathSeparator + command.removeLast());
        command.add("Example");
        return command;
    }

    private static String firstExample(Path file) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(file));
        assertTrue(example.find(), () -> file + " has no example");
        return IMPORTS + example.group(1).replaceAll("(?m)^ \\* ?", "");
    }

    private void compile(String program) throws IOException {
        Path source = directory.resolve("Example.java");
        Files.writeString(source, program);
        StringWriter errors = new StringWriter();
        PrintWriter out = new PrintWriter(errors);
        int code =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                out,
                                out,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                directory.toString(),
                                source.toString());
        assertEquals(0, code, () -> errors + program);
    }
}
