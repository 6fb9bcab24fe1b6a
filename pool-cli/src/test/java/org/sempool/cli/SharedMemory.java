package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Examines the files of pools in shared memory. */
final class SharedMemory {
    private static final Path DIRECTORY = Path.of("/dev/shm");
    private static final Pattern OWNED = Pattern.compile("sempool-(\\d+)-.*");

    private SharedMemory() {}

    /**
     * Waits until no files of dead coordinators are left. Another test may just have killed one;
     * the next pool removes its files.
     */
    static void awaitNothingLeft() {
        Awaitility.await().untilAsserted(() -> assertEquals(List.of(), leftBehind()));
    }

    private static List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> ProcessHandle.of(owner(file)).isEmpty())
                    .filter(file -> owner(file) != 0)
                    .toList();
        }
    }

    /** The files of a process. */
    static List<Path> of(long pid) throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> owner(file) == pid).toList();
        }
    }

    /** The id of the process that owns the pool, or 0. */
    private static long owner(Path file) {
        Matcher name = OWNED.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }
}
