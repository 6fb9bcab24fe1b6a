package org.sempool.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Where handlers are looked for besides the program's own jars. */
final class ClassPathOption {
    @Option(
            names = {"--classpath", "-cp"},
            split = ":",
            paramLabel = "JAR",
            description = "Jars and directories with handlers, and with what they need.")
    private List<Path> entries = new ArrayList<>();

    List<Path> entries() {
        for (Path entry : entries) {
            if (!Files.exists(entry)) {
                throw new UsageException("--classpath: there is no " + entry);
            }
        }
        return entries;
    }
}
