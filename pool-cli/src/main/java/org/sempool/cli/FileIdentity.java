package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a regular file is, by whatever name or descriptor it is reached. */
record FileIdentity(Object device, Object inode) {
    static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    /** Whether a file, by any name, is the one that standard output goes to. */
    static boolean isStandardOutput(Path file) {
        try {
            FileIdentity identity = of(file);
            return identity != null && identity.equals(of(STANDARD_OUTPUT));
        } catch (IOException e) {
            return false; // Opening it tells why.
        }
    }

    /** Null if there is no such file, or if it is a pipe, a terminal or another device. */
    static @Nullable FileIdentity of(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? new FileIdentity(
                        Files.getAttribute(file, "unix:dev"), Files.getAttribute(file, "unix:ino"))
                : null;
    }
}
