package org.sempool.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.bench.Bench;
import org.sempool.bench.BenchException;
import org.sempool.bench.Circumstances;
import org.sempool.bench.Figures;
import org.sempool.bench.Report;
import org.sempool.bench.Schedule;
import org.sempool.bench.Setting;
import org.sempool.bench.Table;
import picocli.CommandLine;
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
            "Measures shared memory, Chronicle Queue and some baselines side by side, and 'pool submit'"
                    + " from file to file beside 'cat'.",
            "",
            "All contenders take turns in one run; each figure is the median of the rounds. The"
                    + " first value of each option is the base; each other value is measured with"
                    + " the base of all other options. Measure on a machine that is otherwise"
                    + " idle.",
            ""
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int QUICK_ROUNDS = 3;
    private static final int WARM_UP_TURNS = 15;
    private static final int FILE_RUN_TURNS = 10;
    private static final Duration QUICK_TURN = Duration.ofMillis(150);
    private static final Duration SHORTEST_TURN = Duration.ofMillis(100);
    private static final Duration LONGEST_TURN = Duration.ofMillis(300);
    private static final Duration TURNS_OF_ALL_SETTINGS = Duration.ofMillis(1400);
    private static final Duration QUICK_FILE_RUN = Duration.ofSeconds(2);
    private static final Duration FILE_RUN = Duration.ofSeconds(4);
    private static final String WORKERS = "--workers";
    private static final String PAYLOAD = "--payload";
    private static final String JOB = "--job";
    private static final String QUEUE = "--queue";

    private final Console console;
    private final StandardOutput output;
    private final Ending ending;

    @Option(
            names = "--quick",
            description =
                    "Short turns, and only the base unless values are given: one or two minutes.")
    private boolean quick;

    @Option(
            names = {"-w", WORKERS},
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4",
            description = "Worker processes (default: ${DEFAULT-VALUE}).")
    private List<Integer> workers = List.of();

    @Option(
            names = PAYLOAD,
            paramLabel = "BYTES",
            split = ",",
            defaultValue = "100,1024,16384,1048576",
            description = "Bytes of each job and result (default: ${DEFAULT-VALUE}).")
    private List<Integer> payloads = List.of();

    @Option(
            names = JOB,
            paramLabel = "NANOS",
            split = ",",
            defaultValue = "0,10000",
            description = "Nanoseconds that each job takes (default: ${DEFAULT-VALUE}).")
    private List<Long> jobs = List.of();

    @Option(
            names = QUEUE,
            paramLabel = "SLOTS",
            split = ",",
            defaultValue = "1024",
            description = "Maximum number of jobs in flight (default: ${DEFAULT-VALUE}).")
    private List<Integer> queues = List.of();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description =
                    "Turns of each contender in each setting, without --quick (default:"
                            + " ${DEFAULT-VALUE}).")
    private int rounds = 5;

    @Option(
            names = "--turn",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "Approximate length of a turn; the warm-up takes fifteen turns, and the work of 'pool"
                            + " submit' on a file ten (default: 100ms to 300ms, the shorter the"
                            + " more settings there are, so that all take about ten minutes; with"
                            + " --quick 150ms).")
    private @Nullable Duration turn;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Measure only contenders whose name contains NAME, such as 'pool shm'"
                            + " (default: all but those of a message broker, which 'artemis'"
                            + " measures: the pool on two worker hosts, and bare clients).")
    private List<String> only = List.of();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write all figures to FILE, with the machine and the JDK.")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "FILE.html",
            description = "Write a page with plots to FILE; it needs only a browser.")
    private @Nullable Path report;

    @Mixin private LoggingOptions logging = new LoggingOptions();

    @Spec private @Nullable CommandSpec spec;

    BenchCommand(Console console, StandardOutput output, Ending ending) {
        this.console = console;
        this.output = output;
        this.ending = ending;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        logging.apply();
        requireAtLeast(1, "--rounds", List.of(rounds));
        requireAtLeast(1, WORKERS, workers);
        requireAtLeast(0, PAYLOAD, payloads);
        requireAtLeast(0, JOB, jobs);
        requireAtLeast(1, QUEUE, queues);
        if (turn != null && !turn.isPositive()) {
            throw new UsageException("--turn must be longer than 0");
        }
        try (PromisedFile figures = new PromisedFile(json);
                var _ = ending.cleaning(() -> close(figures));
                PromisedFile page = new PromisedFile(report);
                var _ = ending.cleaning(() -> close(page))) {
            ZonedDateTime begin = ZonedDateTime.now(ZoneId.systemDefault());
            write(measure(), begin);
            return ExitCode.ALL_SUCCEEDED;
        } catch (BenchException e) {
            if (!ending.isBySignal()) {
                console.message(String.valueOf(e.getMessage()));
            }
            return ExitCode.CANNOT_START;
        }
    }

    private Figures measure() throws IOException, InterruptedException {
        List<Setting> settings = settings();
        try (var _ = isAllShown() ? output.endWhenUnread() : null;
                Bench bench =
                        new Bench(
                                schedule(settings.size()), Main.class.getName(), console::message);
                var _ = ending.lastWords(() -> console.message("interrupted"));
                var _ = ending.cleaning(() -> close(bench))) {
            bench.findContenders(only);
            return bench.measure(settings);
        }
    }

    private Schedule schedule(int settings) {
        Duration length = turn(settings);
        return new Schedule(
                quick ? QUICK_ROUNDS : rounds,
                length.multipliedBy(WARM_UP_TURNS),
                length,
                fileRun());
    }

    /** By default the shorter the more settings there are, so that all take about ten minutes. */
    private Duration turn(int settings) {
        if (turn != null) {
            return turn;
        }
        return quick
                ? QUICK_TURN
                : Duration.ofMillis(
                        Math.clamp(
                                TURNS_OF_ALL_SETTINGS.toMillis() / settings,
                                SHORTEST_TURN.toMillis(),
                                LONGEST_TURN.toMillis()));
    }

    private Duration fileRun() {
        if (turn != null) {
            return turn.multipliedBy(FILE_RUN_TURNS);
        }
        return quick ? QUICK_FILE_RUN : FILE_RUN;
    }

    private static void close(AutoCloseable remains) {
        try {
            remains.close();
        } catch (Exception e) {
            throw new IllegalStateException("cannot remove what the bench has started", e);
        }
    }

    private void write(Figures figures, ZonedDateTime begin) throws IOException {
        print(figures);
        if (json != null) {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(json.toFile(), figures.all());
        }
        if (report != null) {
            Schedule schedule = schedule(settings().size());
            String version = new Version().getVersion()[0];
            Report.write(
                    report,
                    figures,
                    new Circumstances(
                            begin, version, asTyped(), schedule.rounds(), schedule.turn()));
        }
    }

    /** The command, quoted for a shell where that is needed. */
    private String asTyped() {
        CommandLine root = spec().root().commandLine();
        return Stream.concat(
                        Stream.of(root.getCommandName()),
                        root.getParseResult().originalArgs().stream())
                .map(BenchCommand::quoted)
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Whether standard output alone gets the figures: without a reader, measuring is pointless. */
    private boolean isAllShown() {
        return json == null && report == null;
    }

    private static void requireAtLeast(long least, String option, List<? extends Number> values) {
        for (Number value : values) {
            if (value.longValue() < least) {
                throw new UsageException(
                        option + " " + value + " is out of range: " + least + " or more");
            }
        }
    }

    private void print(Figures figures) {
        PrintWriter out = spec().commandLine().getOut();
        Table.of(figures).forEach(out::println);
        out.flush();
    }

    /** The base, then along each dimension the settings that differ from the base in it alone. */
    private List<Setting> settings() {
        Setting base =
                new Setting(
                        workers.getFirst(),
                        payloads.getFirst(),
                        jobs.getFirst(),
                        queues.getFirst());
        List<Setting> settings = new ArrayList<>(List.of(base));
        for (int payload : others(PAYLOAD, payloads)) {
            settings.add(new Setting(base.workers(), payload, base.jobNanos(), base.queue()));
        }
        for (int worker : others(WORKERS, workers)) {
            settings.add(new Setting(worker, base.payloadBytes(), base.jobNanos(), base.queue()));
        }
        for (long job : others(JOB, jobs)) {
            settings.add(new Setting(base.workers(), base.payloadBytes(), job, base.queue()));
        }
        for (int queue : others(QUEUE, queues)) {
            settings.add(new Setting(base.workers(), base.payloadBytes(), base.jobNanos(), queue));
        }
        return settings;
    }

    private <T> List<T> others(String option, List<T> values) {
        boolean given = spec().commandLine().getParseResult().hasMatchedOption(option);
        return quick && !given ? List.of() : values.subList(1, values.size());
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
