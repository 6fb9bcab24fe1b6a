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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.classes.WorkerClasses;
import org.sempool.process.NativeText;

/**
 * The last flags of a worker's {@code java} command: where its classes are, and what it runs. A
 * long class path goes into a file that the command names, since the kernel takes no argument of
 * 128 KiB. Not thread-safe.
 */
final class ClassFlags {
    private static final String FILE = "class-path";

    /** A short one stays on the command line, where people see it. */
    private static final int LONGEST_ON_COMMAND_LINE = 32 << 10;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final WorkerClasses classes;
    private final Optional<Path> directory;
    private @Nullable Path file;

    /**
     * @param directory where the file may be; it is removed with the pool, in any case
     */
    ClassFlags(WorkerClasses classes, Optional<Path> directory) {
        this.classes = classes;
        this.directory = directory;
    }

    List<String> get() throws IOException {
        List<String> flags = new ArrayList<>(paths());
        Module own = ClassFlags.class.getModule();
        if (classes.springBoot().isPresent()) {
            flags.addAll(
                    classes.springBoot()
                            .get()
                            .flags(WorkerClasses.MAIN, classes.copies().directory()));
        } else if (own.isNamed()) {
            flags.addAll(List.of("--module", own.getName() + "/" + WorkerClasses.MAIN));
        } else {
            flags.add(WorkerClasses.MAIN);
        }
        return shortened(flags);
    }

    private List<String> paths() {
        // Even if it is empty: or it would be the environment's CLASSPATH.
        List<String> flags = new ArrayList<>(List.of("--class-path", classPath()));
        if (!classes.modulePath().isEmpty()) {
            flags.addAll(List.of("--module-path", path(classes.modulePath().stream())));
        }
        if (!classes.modules().isEmpty()) {
            flags.addAll(List.of("--add-modules", String.join(",", classes.modules())));
        }
        return flags;
    }

    private String classPath() {
        Stream<Path> own = classes.classPath().stream();
        return path(
                classes.springBoot().isPresent()
                        ? own
                        : Stream.concat(classes.copies().directory().stream(), own));
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

    private static String path(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
