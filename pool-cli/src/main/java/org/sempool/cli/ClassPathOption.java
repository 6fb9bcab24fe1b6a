package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** Refuses to write results over a jar that the batch runs from. */
    void refuseAsOutput(@Nullable Path output) throws IOException {
        FileIdentity target = output == null ? null : FileIdentity.of(output);
        for (Path entry : entries) {
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
