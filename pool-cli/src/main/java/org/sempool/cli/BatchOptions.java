package org.sempool.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many jobs of a batch are on their way, and where their results go. */
final class BatchOptions {
    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--queue",
            paramLabel = "SLOTS",
            description = "Maximum number of jobs in flight (default: ${DEFAULT-VALUE}).")
    private int queue = 1024;

    @Option(names = "--unordered", description = "Write results as they arrive.")
    private boolean unordered;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Write results to FILE, replacing its contents; '-' is standard output, the"
                            + " default.")
    private @Nullable Path output;

    @Mixin private PolitenessOptions politeness = new PolitenessOptions();

    /** When jobs may start; {@code workers} is how many there are on this machine. */
    StartGate gate(int workers) {
        return politeness.gate(workers);
    }

    int queue() {
        return queue;
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
