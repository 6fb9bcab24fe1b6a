package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A pool runs in a program that has an old SLF4J, or one without a log behind it. */
final class OldSlf4jIT {
    /** The build puts the jars there. */
    private static final Path OLD = Path.of("target", "slf4j-1");

    private static final String PRINTING =
            """
            import org.sempool.*;

            public class Printing {
                public static class Handler implements JobHandler<String, String> {
                    public String handle(String job, JobContext context) {
                        System.out.println("printed " + job);
                        return job.toUpperCase();
                    }
                }

                public static void main(String[] args) {
                    try (var pool = WorkerPool.builder(Handler.class).workers(1).build()) {
                        System.out.println("result: " + pool.submit("x").join());
                    }
                }
            }
            """;

    @TempDir private Path directory;
    private Path program = Path.of("");

    @BeforeEach
    void compile() throws IOException {
        program = new Program(directory).compileSource("app", "Printing", PRINTING);
    }

    @Test
    void withAnOldBindingTheOutputOfWorkersIsLogged() throws Exception {
        TestJvm.Outcome outcome = run(old("slf4j-api-1.7.36.jar"), old("slf4j-simple-1.7.36.jar"));

        assertEquals(List.of("X"), outcome.lines("result: "), outcome.all());
        assertTrue(
                outcome.all().contains("INFO org.sempool.worker.output - [worker 1] printed x"),
                outcome.all());
    }

    @Test
    void withAnOldApiAndNoBindingItWorksAndLogsNothing() throws Exception {
        assertWorksSilently(run(old("slf4j-api-1.7.36.jar")));
    }

    @Test
    void withoutAProviderItWorksAndLogsNothing() throws Exception {
        assertWorksSilently(run(home(LoggerFactory.class)));
    }

    private static void assertWorksSilently(TestJvm.Outcome outcome) {
        assertEquals(List.of("X"), outcome.lines("result: "), outcome.all());
        assertTrue(!outcome.all().contains("printed x"), outcome.all());
        assertTrue(!outcome.all().contains("Exception"), outcome.all());
    }

    private TestJvm.Outcome run(Path... slf4j) throws IOException, InterruptedException {
        List<Path> core = List.of(program, home(WorkerPool.class), home(NullMarked.class));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Program.path(Stream.concat(core.stream(), Stream.of(slf4j)).toList()),
                        "Printing");
        return TestJvm.run(command, directory, Map.of());
    }

    private static Path old(String jar) {
        Path path = OLD.resolve(jar).toAbsolutePath();
        assertTrue(
                Files.exists(path), path + " is missing; mvn generate-test-resources fetches it");
        return path;
    }

    private static Path home(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
}
