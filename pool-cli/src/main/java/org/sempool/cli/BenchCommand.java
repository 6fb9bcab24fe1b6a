package org.sempool.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.bench.Bench;
import org.sempool.bench.Measurement;
import org.sempool.bench.Setting;
import org.sempool.bench.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@code pool bench}: compares ways to get jobs to workers. */
@Command(
        name = "bench",
        description = {
            "Measures shared memory, Chronicle Queue and some baselines beside each other.",
            "",
            "All contenders take turns in one run; each figure is the median of the rounds. Measure"
                    + " on a machine that has nothing else to do.",
            ""
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int QUICK_ROUNDS = 3;

    private final Console console;

    @Option(names = "--quick", description = "Short turns: a setting takes less than a minute.")
    private boolean quick;

    @Option(
            names = {"-w", "--workers"},
            paramLabel = "N",
            split = ",",
            description = "Worker processes; several to compare (default: ${DEFAULT-VALUE}).")
    private List<Integer> workers = List.of(1);

    @Option(
            names = "--payload",
            paramLabel = "BYTES",
            split = ",",
            description = "Bytes of each job and result (default: ${DEFAULT-VALUE}).")
    private List<Integer> payloads = List.of(100);

    @Option(
            names = "--job",
            paramLabel = "NANOS",
            split = ",",
            description = "Nanoseconds that each job takes (default: ${DEFAULT-VALUE}).")
    private List<Long> jobs = List.of(0L);

    @Option(
            names = "--queue",
            paramLabel = "SLOTS",
            split = ",",
            description = "Jobs in flight at most (default: ${DEFAULT-VALUE}).")
    private List<Integer> queues = List.of(1024);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Turns of each contender in each setting, unless --quick (default:"
                            + " ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Measure the contenders that have this in their names, such as 'pool shm'"
                            + " (default: all).")
    private List<String> only = List.of();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write all figures there, with the machine and the JDK.")
    private @Nullable Path json;

    @Mixin private LoggingOptions logging = new LoggingOptions();

    @Spec private @Nullable CommandSpec spec;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        logging.apply();
        requireAtLeast(1, "--rounds", List.of(rounds));
        requireAtLeast(1, "--workers", workers);
        requireAtLeast(0, "--payload", payloads);
        requireAtLeast(0, "--job", jobs);
        requireAtLeast(1, "--queue", queues);
        Path file = json;
        if (file != null) {
            // Now, and not after all the measuring.
            Files.writeString(file, "");
        }
        List<Measurement> measurements;
        try (Bench bench = new Bench(only, console::message)) {
            measurements =
                    quick
                            ? bench.measure(
                                    settings(),
                                    QUICK_ROUNDS,
                                    Duration.ofMillis(700),
                                    Duration.ofMillis(200))
                            : bench.measure(
                                    settings(),
                                    rounds,
                                    Duration.ofSeconds(3),
                                    Duration.ofMillis(500));
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(measurements.getFirst().machine());
        out.println(measurements.getFirst().jdk());
        Table.of(measurements).forEach(out::println);
        out.flush();
        if (file != null) {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(file.toFile(), measurements);
        }
        return ExitCode.ALL_SUCCEEDED;
    }

    private static void requireAtLeast(long least, String option, List<? extends Number> values) {
        for (Number value : values) {
            if (value.longValue() < least) {
                throw new UsageException(
                        option + " " + value + " is out of range: " + least + " or more");
            }
        }
    }

    private List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int worker : workers) {
            for (int payload : payloads) {
                for (long job : jobs) {
                    for (int queue : queues) {
                        settings.add(new Setting(worker, payload, job, queue));
                    }
                }
            }
        }
        return settings;
    }
}
