package org.sempool.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many jobs of a batch are on their way, and where their results go. */
final class BatchOptions {
    private static final int DEFAULT_QUEUE = 1024;
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--queue",
            paramLabel = "SLOTS",
            description = "Maximum number of jobs in flight (default: " + DEFAULT_QUEUE + ").")
    private @Nullable Integer queue;

    private int usualQueue = DEFAULT_QUEUE;

    @Option(names = "--unordered", description = "Write results as they arrive.")
    private boolean unordered;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Write results to FILE, replacing its contents; '-' is standard output, the"
                            + " default.")
    private @Nullable Path output;

    int queue() {
        Integer given = queue;
        return given == null ? usualQueue : given;
    }

    /** So many slots are what the jobs need, unless the user knows better. */
    void queueUnlessGiven(int slots) {
        usualQueue = slots;
    }

    boolean isOrdered() {
        return !unordered;
    }

    /** Null for standard output, under whatever name. */
    @Nullable Path outputFile() {
        Path file = output;
        return file == null
                        || file.toString().equals(STANDARD_OUTPUT)
                        || FileIdentity.isStandardOutput(file)
                ? null
                : file;
    }
}
