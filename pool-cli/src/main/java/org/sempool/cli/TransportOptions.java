package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPoolBuilder;
import picocli.CommandLine.Option;

/** How jobs and results travel. */
final class TransportOptions {
    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description =
                    "How jobs and results travel: shm (shared memory) or chronicle (Chronicle"
                            + " Queue) (default: ${DEFAULT-VALUE}).")
    private String transport = "shm";

    @Option(
            names = "--semaphore",
            paramLabel = "KIND",
            description =
                    "How processes wait in shared memory: futex, posix or polling (default:"
                            + " futex).")
    private @Nullable String semaphore;

    void configure(WorkerPoolBuilder<?, ?> builder) {
        builder.transport(transport);
        String kind = semaphore;
        if (kind != null) {
            builder.transportOption("semaphore", kind);
        }
    }
}
