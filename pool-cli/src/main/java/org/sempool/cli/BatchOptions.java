package org.sempool.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

    @Option(
            names = "--halt",
            paramLabel = "WHEN,WHAT=N",
            converter = HaltRule.Converter.class,
            description =
                    "Stop early: soon lets the running jobs finish, now kills them; after N jobs, or"
                            + " N%% of those that have ended, that are fail, success or done:"
                            + " soon,fail=1 (default: never).")
    private HaltRule halt = HaltRule.NEVER;

    @Option(
            names = "--max-failures",
            paramLabel = "N",
            description = "Stop after N failed jobs; short for --halt soon,fail=N.")
    private @Nullable Long maxFailures;

    @Mixin private PolitenessOptions politeness = new PolitenessOptions();

    /** When the batch stops before its end. */
    HaltRule haltRule() {
        Long most = maxFailures;
        if (most == null) {
            return halt;
        }
        if (!halt.isNever()) {
            throw new UsageException(
                    "--halt and --max-failures both say when to stop; leave one of them out");
        }
        if (most < 1) {
            throw new UsageException(
                    "--max-failures " + most + " is too few; 1 stops at the first");
        }
        return HaltRule.atFailures(most);
    }

    /**
     * When jobs may start.
     *
     * @param workers how many there are on this machine
     * @param isOneByOne whether none may wait in the queue, from which workers would take it
     */
    StartGate gate(int workers, boolean isOneByOne) {
        return politeness.gate(workers, isOneByOne);
    }

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
