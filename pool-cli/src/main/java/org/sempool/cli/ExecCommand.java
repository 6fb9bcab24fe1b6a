package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.exec.CommandHandler;
import org.sempool.exec.CommandJob;
import org.sempool.exec.CommandTemplate;
import org.sempool.joblog.FinishedJobs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pool exec}: runs a command for each value. */
@Command(
        name = "exec",
        customSynopsis = {
            "pool exec [OPTIONS] COMMAND [INPUT...]",
            "pool exec [OPTIONS] COMMAND... ::: VALUE... [::: VALUE... | :::+ VALUE...]..."
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
    /** What may be in files if blocks are large. */
    private static final long MOST_IN_FILES = 1L << 30;

    private final Console console;
    private final StandardOutput standardOutput;
    private final BatchRunner runner;

    @Parameters(
            index = "0",
            paramLabel = "COMMAND",
            description =
                    "The command, in quotes if it is more than a word and there is no ::: behind it.")
    private String command = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "INPUT",
            description =
                    "Files with a value per line; '-' or none means standard input. After ::: all words"
                            + " are values; another ::: crosses its values with those, :::+ links them."
                            + " After :::: and ::::+ they are files of values.")
    private List<String> words = new ArrayList<>();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only print the commands.")
    private boolean dryRun;

    @Option(
            names = "--tag",
            description =
                    "Put a job's values (with --pipe its number) and a tab before each of its"
                            + " lines.")
    private boolean tag;

    @Mixin private ValueOptions values = new ValueOptions();
    @Mixin private PipeOptions pipe = new PipeOptions();
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
        if (ArgumentLists.isBegin(command)) {
            throw new UsageException(
                    "there is no command before "
                            + command
                            + "; to run values as commands, write 'sh -c {}' there");
        }
        try (CommandInput input = CommandInput.open(words, values, pipe)) {
            String text =
                    input.numbered(CommandInput.bytesOf(CommandInput.command(command, words)));
            boolean isPiped = input.kind() == CommandInput.Kind.BLOCK;
            CommandTemplate template = template(text, isPiped);
            boolean isNumbered = template.hasJobNumber() || (tag && isPiped);
            CommandJob.Form form = new CommandJob.Form(isNumbered, isPiped);
            if (template.highestNumber() > input.width()) {
                throw new UsageException(
                        "the command has {"
                                + template.highestNumber()
                                + "}, but a job has "
                                + (input.width() == 1 ? "one value" : input.width() + " values"));
            }
            input.refuseAsOutput(batch.outputFile());
            if (dryRun) {
                return print(template, input, records.finished("exec\0" + text));
            }
            if (isPiped) {
                batch.queueUnlessGiven(window());
            }
            boolean isLine = input.kind() == CommandInput.Kind.LINE;
            WorkerPoolBuilder<Line, byte[]> builder =
                    configure(
                            new CommandHandler.Settings(text, form, tag, jobs.attemptsAtFailures()),
                            new CommandCodec(form, isLine));
            builder.check();
            try (Records kept = records.open("exec\0" + text, batch.outputFile(), input.files())) {
                return runner.run(
                        new BatchRunner.Plan(
                                builder,
                                jobs.kept(input.lines()),
                                input.count(),
                                workers.workers(cores()),
                                new CommandForm(template, isPiped, console.newStream()),
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

    /**
     * As many blocks as make a gibibyte, since those that shared memory has no room for are files.
     */
    private int window() {
        long slots = Math.clamp(MOST_IN_FILES / pipe.blockBytes(), 1, batch.queue());
        return Math.max((int) slots, 2 * workers.workers(cores()));
    }

    private static CommandTemplate template(String text, boolean isPiped) {
        try {
            return CommandTemplate.parse(text, new CommandJob.Form(false, isPiped));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** To standard output, as an output file may have the results of an earlier run. */
    private int print(CommandTemplate template, CommandInput input, @Nullable FinishedJobs finished)
            throws IOException {
        RecordedLines lines = new RecordedLines(input.lines(), finished, false, () -> {});
        Line line = new Line();
        long count = 0;
        try (ResultWriter results = standardOutput.results()) {
            while (lines.next(line)) {
                count++;
                long number = count + lines.skipped();
                boolean hasValues = input.kind() != CommandInput.Kind.BLOCK;
                List<String> each = hasValues ? CommandJob.split(line.bytes()) : List.of();
                CommandTemplate.Values job = new CommandTemplate.Values(each, number, 1);
                results.writeLine(template.toText(job).getBytes(ISO_8859_1));
            }
            results.complete();
        }
        return ExitCode.ALL_SUCCEEDED;
    }

    private WorkerPoolBuilder<Line, byte[]> configure(
            CommandHandler.Settings settings, CommandCodec codec) {
        WorkerPoolBuilder<Line, byte[]> builder =
                WorkerPool.builder(CommandHandler.class)
                        .handlerArgument(settings)
                        .submitterCodecs(codec, Codec.bytes())
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
