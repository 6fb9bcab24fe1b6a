package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The builder sets the environment and the working directory of the workers. */
final class WorkerSurroundingsIT {
    @TempDir private Path directory;

    /** Returns where it runs. */
    public static final class Where implements JobHandler<String, String> {
        @Override
        public String handle(String job, JobContext context) throws IOException {
            return switch (job) {
                case "directory" -> Path.of("").toRealPath().toString();
                case "niceness" -> niceness(Path.of("/proc/self/stat"));
                case "niceness of a child" -> {
                    Process child = new ProcessBuilder("cat", "/proc/self/stat").start();
                    yield niceness(child.inputReader().readLine());
                }
                default -> Optional.ofNullable(System.getenv(job)).orElse("(none)");
            };
        }
    }

    private static String niceness(Path stat) throws IOException {
        return niceness(Files.readString(stat));
    }

    /** Its 19th field; the second one, the program's name, may contain spaces. */
    private static String niceness(String stat) {
        return List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)).get(16);
    }

    @AfterEach
    void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void theirEnvironmentIsThatOfThisProcessPlusTheGivenVariables() {
        try (WorkerPool<String, String> pool =
                builder().environment("COLOUR", "blue").environment("EMPTY", "").build()) {
            assertEquals("blue", pool.submit("COLOUR").join());
            assertEquals("", pool.submit("EMPTY").join());
            assertEquals(System.getenv("PATH"), pool.submit("PATH").join());
            assertEquals("(none)", pool.submit("NO_SUCH").join());
        }
    }

    @Test
    void theyRunInTheGivenDirectory() throws Exception {
        try (WorkerPool<String, String> pool = builder().workingDirectory(directory).build()) {
            assertEquals(directory.toRealPath().toString(), pool.submit("directory").join());
        }
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEquals(Path.of("").toRealPath().toString(), pool.submit("directory").join());
        }
    }

    @Test
    void theyAndTheirChildrenAreAsNiceAsTold() throws Exception {
        int own = Integer.parseInt(niceness(Path.of("/proc/self/stat")));
        String nicer = "" + Math.min(19, own + 7);

        try (WorkerPool<String, String> pool = builder().niceness(7).build()) {
            assertEquals(nicer, pool.submit("niceness").join());
            assertEquals(nicer, pool.submit("niceness of a child").join());
        }
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEquals("" + own, pool.submit("niceness").join());
        }
    }

    @Test
    void theyRunOnTheGivenJava() throws Exception {
        Path own = Path.of(System.getProperty("java.home"));
        Path java = Files.createDirectory(directory.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexport GIVEN=yes; exec " + own + "/bin/java \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.copy(own.resolve("release"), directory.resolve("release"));

        try (WorkerPool<String, String> pool = builder().javaHome(directory).build()) {
            assertEquals("yes", pool.submit("GIVEN").join());
        }
    }

    @Test
    void anInvalidDirectoryIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertRejected(
                builder().workingDirectory(file),
                "workingDirectory=" + file + " is not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A=B", "A\0"})
    void aVariableThatCannotBeSetIsNamed(String name) {
        assertRejected(
                builder().environment(name, "value"),
                "environment="
                        + name
                        + " cannot be set: a name must not contain '=', and neither name nor"
                        + " value may contain NUL");
    }

    private static void assertRejected(WorkerPoolBuilder<String, String> builder, String why) {
        assertEquals(
                why, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(Where.class).workers(1);
    }
}
