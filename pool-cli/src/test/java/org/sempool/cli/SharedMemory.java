package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at what pools have in shared memory. */
final class SharedMemory {
    private static final Path DIRECTORY = Path.of("/dev/shm");
    private static final Pattern OWNED = Pattern.compile("sempool-(\\d+)-.*");

    private SharedMemory() {}

    /** What coordinators that are gone have left there: pools of others may be running. */
    static List<Path> leftBehind() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> ProcessHandle.of(owner(file)).isEmpty())
                    .filter(file -> owner(file) != 0)
                    .toList();
        }
    }

    /** What a process has there. */
    static List<Path> of(long pid) throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> owner(file) == pid).toList();
        }
    }

    /** The id of the process whose pool it is, or 0. */
    private static long owner(Path file) {
        Matcher name = OWNED.matcher(file.getFileName().toString());
        return name.matches() ? Long.parseLong(name.group(1)) : 0;
    }
}
