package org.sempool.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where handlers are looked up, besides the program's own jars. */
final class ClassPathOption {
    private static final String ALL_JARS = "*";

    @Option(
            names = {"--classpath", "-cp"},
            paramLabel = "JAR",
            description =
                    "Jars and directories that contain handlers and their dependencies; 'DIR/*'"
                            + " means all jars in DIR.")
    private List<String> given = new ArrayList<>();

    List<Path> entries() {
        // Not split by picocli, which would interpret quotes in a file's name.
        return given.stream()
                .flatMap(path -> Stream.of(path.split(File.pathSeparator, -1)))
                .map(Path::of)
                .flatMap(ClassPathOption::expand)
                .toList();
    }

    /** Expands an entry as {@code java -cp} does. */
    private static Stream<Path> expand(Path entry) {
        boolean allJars = ALL_JARS.equals(String.valueOf(entry.getFileName()));
        Path there = allJars ? entry.resolveSibling("") : entry;
        if (!Files.exists(there.toAbsolutePath())) {
            throw new UsageException("--classpath: there is no " + there);
        }
        if (!allJars && !Files.isDirectory(entry)) {
            requireJar(entry);
        }
        return allJars ? jarsIn(there) : Stream.of(entry);
    }

    private static Stream<Path> jarsIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException | UncheckedIOException e) {
            throw new UsageException("--classpath: cannot list " + directory + ": " + e, e);
        }
    }

    /** Java silently ignores anything else, and then does not find the classes. */
    private static void requireJar(Path entry) {
        try (ZipFile _ = new ZipFile(entry.toFile())) {
            return;
        } catch (IOException e) {
            throw new UsageException(
                    "--classpath: "
                            + entry
                            + " is neither a directory nor a whole jar: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Refuses to write results over a jar that the batch runs from. */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        FileIdentity target = output == null ? null : FileIdentity.of(output);
        for (Path entry : entries()) {
            if (target != null && target.equals(FileIdentity.of(entry))) {
                throw new UsageException(
                        "--output "
                                + output
                                + " and --classpath "
                                + entry
                                + " are the same file; write the results to another one");
            }
        }
    }
}
