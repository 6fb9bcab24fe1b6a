package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.Codec;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.exec.CommandHandler;
import org.sempool.exec.CommandTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pool exec}: runs a command for each value. */
@Command(
        name = "exec",
        customSynopsis = {
            "pool exec [OPTIONS] COMMAND [INPUT...]",
            "pool exec [OPTIONS] COMMAND ::: VALUE... [::: VALUE... | :::+ VALUE...]..."
        },
        description = {
            "Runs COMMAND once for each line of the input, or for each VALUE, several at a time.",
            "",
            "{} in COMMAND is the value; {.} is without its extension, {/} its last part, {//} its"
                    + " directory, {/.} its last part without extension; {1}, {2.} and so on if there are"
                    + " several; {#} is the job's number, {%} the worker's. Without any, the value comes last.",
            "",
            "A value is never shell code: it is passed as an argument, or as a parameter of the shell."
                    + " What each command prints appears in one piece, in the order of the input.",
            ""
        },
        footer = {
            "",
            "Exit codes: as those of 'pool submit'; 1 if a command fails. Options come before COMMAND."
        },
        mixinStandardHelpOptions = true)
final class ExecCommand implements Callable<Integer> {
    private final Console console;
    private final StandardOutput standardOutput;
    private final BatchRunner runner;

    @Parameters(
            index = "0",
            paramLabel = "COMMAND",
            description = "The command, in quotes if it is more than a word.")
    private String command = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description =
                    "Files with a value per line; '-' or none means standard input. After ::: all words"
                            + " are values; another ::: crosses its values with those, :::+ links them.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-0", "--null"},
            description = "Values in files end with a NUL byte, and may contain line ends.")
    private boolean nul;

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only print the commands.")
    private boolean dryRun;

    @Option(names = "--tag", description = "Put a job's values and a tab before each of its lines.")
    private boolean tag;

    @Mixin private RecordOptions records = new RecordOptions();
    @Mixin private BatchOptions batch = new BatchOptions();
    @Mixin private WorkerOptions workers = new WorkerOptions();
    @Mixin private JobOptions jobs = new JobOptions();
    @Mixin private SurroundingsOptions surroundings = new SurroundingsOptions();
    @Mixin private ProgressOptions progress = new ProgressOptions();
    @Mixin private LoggingOptions logging = new LoggingOptions();

    ExecCommand(Console console, StandardOutput standardOutput, BatchRunner runner) {
        this.console = console;
        this.standardOutput = standardOutput;
        this.runner = runner;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        logging.apply();
        CommandTemplate template = template();
        ArgumentLists lists = lists();
        InputFiles files = new InputFiles(lists == null ? words : List.of(), nul);
        int width = lists == null ? 1 : lists.width();
        if (template.highestNumber() > width) {
            throw new UsageException(
                    "the command has {"
                            + template.highestNumber()
                            + "}, but a job has "
                            + (width == 1 ? "one value" : width + " values"));
        }
        try (LineSource lines = lists == null ? files.open(true) : lists.open()) {
            if (lists == null) {
                files.refuseAsOutput(batch.outputFile());
            }
            if (dryRun) {
                return print(template, lines);
            }
            WorkerPoolBuilder<Line, byte[]> builder = configure(template, lists == null);
            builder.check();
            try (Records kept = records.open("exec\0" + command)) {
                return runner.run(
                        new BatchRunner.Plan(
                                builder,
                                jobs.kept(lines),
                                lists == null ? files::count : () -> OptionalLong.of(lists.count()),
                                workers.workers(cores()),
                                new CommandForm(template, console.newStream()),
                                TransportOptions.temporaryDirectory(),
                                batch,
                                kept,
                                records.isResumed(),
                                jobs.medianTimeout(),
                                logging,
                                progress));
            }
        }
    }

    private CommandTemplate template() {
        try {
            return CommandTemplate.parse(bytesOf(command));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; name a program, such as 'gzip {}'", e);
        }
    }

    /** As the template has them. */
    private static String bytesOf(String argument) {
        return new String(ByteText.bytes(argument), ISO_8859_1);
    }

    /** Null if the values are in files. */
    private @Nullable ArgumentLists lists() {
        for (int i = 0; i < words.size(); i++) {
            if (ArgumentLists.isBegin(words.get(i))) {
                if (i > 0) {
                    throw new UsageException(
                            "give values in files ("
                                    + words.getFirst()
                                    + ") or after :::, not both");
                }
                return ArgumentLists.parse(words);
            }
        }
        return null;
    }

    private int print(CommandTemplate template, LineSource lines) throws IOException {
        Line line = new Line();
        long number = 0;
        try (ResultWriter results =
                batch.outputFile() == null
                        ? standardOutput.results()
                        : ResultWriter.toFile(batch.outputFile())) {
            while (lines.next(line)) {
                number++;
                CommandTemplate.Values values =
                        new CommandTemplate.Values(ArgumentLists.split(line.bytes()), number, 1);
                results.writeLine(template.toText(values).getBytes(ISO_8859_1));
            }
            results.complete();
        }
        return ExitCode.ALL_SUCCEEDED;
    }

    private WorkerPoolBuilder<Line, byte[]> configure(CommandTemplate template, boolean single) {
        boolean numbered = template.hasJobNumber();
        WorkerPoolBuilder<Line, byte[]> builder =
                WorkerPool.builder(CommandHandler.class)
                        .handlerArgument(
                                new CommandHandler.Settings(
                                        bytesOf(command), numbered, tag, jobs.attemptsAtFailures()))
                        .submitterCodecs(new CommandCodec(numbered, single), Codec.bytes())
                        .queue(batch.queue());
        // The time is the commands', and the optimizing compiler would take it from them.
        builder.jvmFlags("-XX:TieredStopAtLevel=1");
        workers.configure(builder, cores());
        jobs.configure(builder);
        surroundings.configure(builder);
        return builder;
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
