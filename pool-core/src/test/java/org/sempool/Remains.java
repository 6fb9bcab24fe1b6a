package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Checks that the pools of this process have left nothing behind. */
public final class Remains {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private Remains() {}

    public static void assertNone() {
        // A worker whose pool ends while it starts notices that when it has started.
        Awaitility.await("no worker is left")
                .atMost(Duration.ofSeconds(30))
                .until(() -> children().isEmpty());
        assertEquals(List.of(), directories());
    }

    /** Also checks a given directory. */
    public static void assertNone(Path directory) {
        assertNone();
        assertEquals(List.of(), directories(directory));
    }

    public static List<ProcessHandle> workers() {
        return children().stream().filter(child -> !isGuard(child)).toList();
    }

    public static boolean isGuard(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("sempool-guard");
    }

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().filter(ProcessHandle::isAlive).toList();
    }

    /** The directories of the pools of this process. */
    public static List<Path> directories() {
        return directories(SHARED_MEMORY);
    }

    private static List<Path> directories(Path parent) {
        String prefix = "sempool-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> files = Files.list(parent)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
