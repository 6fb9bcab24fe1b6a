package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Identifies a regular file, whatever name or descriptor leads to it. */
record FileIdentity(Object device, Object inode) {
    static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");
    static final Path STANDARD_OUTPUT = StandardOutput.PATH;
    static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MOST_LINKS = 40;

    /** Whether a path means standard output, or the regular file that standard output goes to. */
    static boolean isStandardOutput(Path file) {
        try {
            FileIdentity identity = of(file);
            return namesDescriptor1(file)
                    || (identity != null && identity.equals(of(STANDARD_OUTPUT)));
        } catch (IOException e) {
            return false; // Opening it will report why.
        }
    }

    /** Recognizes {@code /dev/stdout}, {@code /dev/fd/1} and links to them. */
    private static boolean namesDescriptor1(Path file) throws IOException {
        Path descriptors = DESCRIPTORS.toRealPath();
        Path name = file.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS; links++) {
            Path directory = name.getParent();
            if (directory == null) {
                return false;
            }
            Path at = directory.toRealPath().resolve(name.getFileName());
            if (at.startsWith(descriptors)) {
                return at.endsWith("1");
            }
            if (!Files.isSymbolicLink(at)) {
                return false;
            }
            name = at.resolveSibling(Files.readSymbolicLink(at));
        }
        return false;
    }

    /** Null if there is no such file, or if it is a pipe, a terminal or another device. */
    static @Nullable FileIdentity of(Path file) throws IOException {
        return Files.isRegularFile(file)
                ? new FileIdentity(
                        Files.getAttribute(file, "unix:dev"), Files.getAttribute(file, "unix:ino"))
                : null;
    }
}
