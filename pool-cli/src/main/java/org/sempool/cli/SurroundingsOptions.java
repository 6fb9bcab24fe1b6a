package org.sempool.cli;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerSettings;
import picocli.CommandLine.Option;

/** The workers' surroundings, and how long workers may take to start and to end. */
final class SurroundingsOptions {
    @Option(
            names = "--start-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a worker's JVM may take to start, not counting the time that it waits for a"
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
            names = "--handler-start-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long the handler's start() may take, counted in the same way (default:"
                            + " 30s).")
    private @Nullable Duration handlerStartTimeout;

    @Option(
            names = "--handler-stop-timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "How long the handler's stop() may take (default: 5s).")
    private @Nullable Duration handlerStopTimeout;

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "An environment variable for the workers. May be repeated.")
    private Map<String, String> environment = new LinkedHashMap<>();

    @Option(
            names = {"--working-directory", "--workdir"},
            paramLabel = "DIR",
            description = "The working directory of the workers (default: the current directory).")
    private @Nullable Path workingDirectory;

    @Option(
            names = "--java-home",
            paramLabel = "DIR",
            description = "The JDK or JRE that the workers run on (default: the command's own).")
    private @Nullable Path javaHome;

    @Option(
            names = "--module-path",
            paramLabel = "PATH",
            description = "Modules for the workers, besides those of the class path.")
    private List<String> modulePath = new ArrayList<>();

    void configure(WorkerSettings<?> builder) {
        Duration start = startTimeout;
        if (start != null) {
            builder.startTimeout(start);
        }
        Duration stop = stopTimeout;
        if (stop != null) {
            builder.stopTimeout(stop);
        }
        Duration handlerStart = handlerStartTimeout;
        if (handlerStart != null) {
            builder.handlerStartTimeout(handlerStart);
        }
        Duration handlerStop = handlerStopTimeout;
        if (handlerStop != null) {
            builder.handlerStopTimeout(handlerStop);
        }
        environment.forEach(builder::environment);
        Path directory = workingDirectory;
        if (directory != null) {
            builder.workingDirectory(directory);
        }
        Path java = javaHome;
        if (java != null) {
            builder.javaHome(java);
        }
        builder.modulePath(
                modulePath.stream()
                        .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                        .map(Path::of)
                        .toArray(Path[]::new));
    }
}
