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
 * The last flags of a worker's {@code java} command: where its classes are, and its main class.
 * Long flags go into a file that the command names, since the kernel accepts no argument of 128
 * KiB. Not thread-safe.
 */
final class ClassFlags {
    private static final String FILE = "class-path";

    /** Shorter flags stay on the command line, where users see them. */
    private static final int MAX_ON_COMMAND_LINE = 32 << 10;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final WorkerClasses classes;
    private final Optional<Path> directory;
    private @Nullable Path file;

    /**
     * @param directory the directory for the file; it is removed with the pool
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
        // Even if it is empty: otherwise, the JVM would use the environment's CLASSPATH.
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
                || flags.stream().mapToInt(String::length).sum() <= MAX_ON_COMMAND_LINE) {
            return flags;
        }
        Path written = file;
        if (written == null) {
            written = directory.get().resolve(FILE);
            String lines = flags.stream().map(ClassFlags::quote).collect(Collectors.joining("\n"));
            // An earlier attempt may have left a part of it, if the disk was full.
            Files.deleteIfExists(written);
            Files.createFile(written, OWNER_ONLY);
            Files.write(written, lines.getBytes(NativeText.charset()));
            file = written;
        }
        return List.of("@" + written);
    }

    /** Quotes an argument as the launcher's argument files require. */
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
