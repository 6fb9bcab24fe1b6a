package org.sempool.coordinator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolConfig;
import org.sempool.process.NativeText;

/**
 * The last flags of a worker's {@code java} command: where its classes are, and what it runs. A
 * long class path goes into a file that the command names, since the kernel takes no argument of
 * 128 KiB. Not thread-safe.
 */
final class ClassFlags {
    private static final String MAIN = "org.sempool.worker.WorkerMain";
    private static final String FILE = "class-path";

    /** A short one stays on the command line, where people see it. */
    private static final int LONGEST_ON_COMMAND_LINE = 32 << 10;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final PoolConfig config;
    private final Optional<Path> directory;
    private @Nullable Path file;

    /**
     * @param directory where the file may be; it is removed with the pool, in any case
     */
    ClassFlags(PoolConfig config, Optional<Path> directory) {
        this.config = config;
        this.directory = directory;
    }

    List<String> get() throws IOException {
        List<String> flags = new ArrayList<>(shortened(paths()));
        Module own = ClassFlags.class.getModule();
        if (own.isNamed()) {
            flags.addAll(List.of("--module", own.getName() + "/" + MAIN));
        } else {
            flags.add(MAIN);
        }
        return flags;
    }

    private List<String> paths() {
        // Even if it is empty: or it would be the environment's CLASSPATH.
        List<String> flags = new ArrayList<>(List.of("--class-path", path(config.classPath())));
        if (!config.modulePath().isEmpty()) {
            flags.addAll(List.of("--module-path", path(config.modulePath())));
        }
        if (!config.modules().isEmpty()) {
            flags.addAll(List.of("--add-modules", String.join(",", config.modules())));
        }
        return flags;
    }

    private List<String> shortened(List<String> flags) throws IOException {
        if (directory.isEmpty()
                || flags.stream().mapToInt(String::length).sum() <= LONGEST_ON_COMMAND_LINE) {
            return flags;
        }
        Path written = file;
        if (written == null) {
            written = directory.get().resolve(FILE);
            String lines = flags.stream().map(ClassFlags::quote).collect(Collectors.joining("\n"));
            // What an attempt has left that found the disk full.
            Files.deleteIfExists(written);
            Files.createFile(written, OWNER_ONLY);
            Files.write(written, lines.getBytes(NativeText.charset()));
            file = written;
        }
        return List.of("@" + written);
    }

    /** As the launcher reads it. */
    static String quote(String argument) {
        return '"'
                + argument.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }

    private static String path(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Removes the file, if the directory outlives the pool. */
    void remove() {
        Path written = file;
        if (written != null) {
            var _ = written.toFile().delete();
        }
    }
}
