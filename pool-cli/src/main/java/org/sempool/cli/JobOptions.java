package org.sempool.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPoolBuilder;
import picocli.CommandLine.Option;

/** How long a job may take, and how often it is tried. */
final class JobOptions {
    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long each job may run, from when a worker takes it: 500ms, 1.5s, 3m, 1h"
                            + " (default: no limit).")
    private @Nullable Duration timeout;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a job may take to end after it is told to stop; then its worker is"
                            + " killed (default: ${DEFAULT-VALUE}).",
            defaultValue = "1s")
    private Duration grace = Duration.ZERO;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description =
                    "How many workers may die over a job before it fails"
                            + " (default: ${DEFAULT-VALUE}).")
    private int attempts = 3;

    @Option(
            names = "--retry-failures",
            description = "Also retry a job whose handler throws, up to --attempts times.")
    private boolean retryFailures;

    /** How often a job that fails by itself is tried. */
    int attemptsAtFailures() {
        return retryFailures ? attempts : 1;
    }

    void configure(WorkerPoolBuilder<?, ?> builder) {
        Duration most = timeout;
        if (most != null) {
            if (most.isZero()) {
                throw new UsageException(
                        "--timeout 0 would end every job at once; leave it out for no timeout");
            }
            builder.jobTimeout(most);
        }
        builder.grace(grace).attempts(attempts);
        if (retryFailures) {
            builder.retryFailures();
        }
    }
}
