package org.sempool.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPoolBuilder;
import picocli.CommandLine.Option;

/** The workers' surroundings, and how long workers may take to start and to end. */
final class SurroundingsOptions {
    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a worker may take to start, not counting the time that it waits for a"
                            + " processor (default: 30s).")
    private @Nullable Duration startTimeout;

    @Option(
            names = "--stop-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a worker may take to end, counted in the same way, before it is"
                            + " killed (default: 5s).")
    private @Nullable Duration stopTimeout;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "An environment variable for the workers. May be repeated.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = "--working-directory",
            paramLabel = "DIR",
            description = "The working directory of the workers (default: the current directory).")
    private @Nullable Path workingDirectory;

    void configure(WorkerPoolBuilder<?, ?> builder) {
        Duration start = startTimeout;
        if (start != null) {
            builder.startTimeout(start);
        }
        Duration stop = stopTimeout;
        if (stop != null) {
            builder.stopTimeout(stop);
        }
        environment.forEach(builder::environment);
        Path directory = workingDirectory;
        if (directory != null) {
            builder.workingDirectory(directory);
        }
    }
}
