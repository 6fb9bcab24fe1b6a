package org.sempool.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolException;
import org.sempool.PoolStartException;
import org.sempool.wire.FailureLine;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point, and the one place that turns exceptions into messages and exit codes. */
@Command(
        name = "pool",
        description = "Runs jobs on a pool of worker processes.",
        subcommands = {
            SubmitCommand.class,
            ExecCommand.class,
            HandlersCommand.class,
            CleanCommand.class,
            InspectCommand.class,
            TopCommand.class,
            DoctorCommand.class,
            BrokerCommand.class,
            WorkerCommand.class,
            BenchCommand.class,
            CompletionCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class Main implements Runnable {
    private static final int LONGEST_MESSAGE = 500;
    private static final Set<String> DIAGNOSES = Set.of("doctor", "completion");

    /** Advice for failures that the machine may have caused. */
    static final String DOCTOR = "; try 'pool doctor'";

    private final Console console;
    private final StandardOutput output;
    private final Ending ending;
    private final Settings settings;

    @Spec private @Nullable CommandSpec spec;

    Main(Console console, StandardOutput output, Ending ending) {
        this(console, output, ending, new Settings(System.getenv()));
    }

    Main(Console console, StandardOutput output, Ending ending, Settings settings) {
        this.settings = settings;
        this.console = console;
        this.output = output;
        this.ending = ending;
    }

    public static void main(String[] args) {
        Ending ending = Ending.install();
        // Messages are English, including those of the libraries. Workers keep the user's locale.
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
        Charset charset = System.out.charset();
        Console console = Console.install();
        ending.release(console::release);
        ending.onForeignExit(() -> explainForeignExit(console));
        StandardOutput output = StandardOutput.install(charset, console, ending);
        int code = new Main(console, output, ending).run(Arguments.restore(args));
        console.awaitWritten();
        ending.exit(code);
    }

    private static void explainForeignExit(Console console) {
        console.message(
                "the handler called System.exit in the command's own process, perhaps in its"
                        + " constructor or in summary(); it must not");
        var _ = console.awaitWritten(Duration.ofSeconds(1));
    }

    /** Returns the exit code. Standard output is then closed, and nothing is left to do. */
    int run(String... args) {
        CommandLine line = commandLine();
        line.setOut(output.writer());
        line.setUsageHelpAutoWidth(true);
        line.setDefaultValueProvider(settings);
        // A flag that is given is true, whatever the settings say of it.
        line.setToggleBooleanFlags(true);
        line.setExecutionStrategy(this::start);
        // What follows the command is its values, even options.
        Objects.requireNonNull(line.getSubcommands().get("exec")).setStopAtPositional(true);
        // A job may begin with an @.
        line.setExpandAtFiles(false);
        line.setParameterExceptionHandler((e, _) -> explain(e));
        line.setExecutionExceptionHandler((e, _, _) -> explain(e));
        int code = execute(line, args);
        int ended = endOutput();
        return code == ExitCode.ALL_SUCCEEDED ? ended : code;
    }

    /** The whole command. */
    CommandLine commandLine() {
        return new CommandLine(this, new Factory(console, output, ending, settings));
    }

    /** Help and the search for what is wrong are there with bad settings, too. */
    private int start(CommandLine.ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        CommandLine root = parsed.commandSpec().commandLine();
        String problem = settings.problem(root);
        boolean diagnosis =
                parsed.hasSubcommand()
                        && DIAGNOSES.contains(parsed.subcommand().commandSpec().name());
        if (problem != null && !diagnosis) {
            throw new ParameterException(root, problem);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            return explain(e);
        }
    }

    /** Fails a command that did everything else but could not show its output. */
    private int endOutput() {
        try {
            output.close();
            return ExitCode.ALL_SUCCEEDED;
        } catch (IOException e) {
            if (WriteException.isForWantOfReader(e)) {
                return ExitCode.NOBODY_READS;
            }
            console.message("cannot write to standard output: " + e.getMessage());
            return ExitCode.SOME_FAILED;
        }
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "name a subcommand: submit, exec, handlers, clean, inspect, top, doctor, broker, worker,"
                        + " bench or completion");
    }

    private int explain(ParameterException e) {
        CommandLine command = e.getCommandLine();
        console.message(settings.withPlaces(String.valueOf(e.getMessage())));
        if (!UnmatchedArgumentException.printSuggestions(e, command.getErr())) {
            console.message(
                    "try '" + command.getCommandSpec().qualifiedName() + " --help' for help");
        }
        return ExitCode.BAD_INPUT;
    }

    private int explain(Throwable e) {
        LoggerFactory.getLogger(Main.class).debug("failed", e);
        if (!ending.isBySignal()) {
            console.message(settings.withPlaces(describe(e)));
        }
        return e instanceof PoolStartException || e instanceof Error
                ? ExitCode.CANNOT_START
                : ExitCode.BAD_INPUT;
    }

    private static String describe(Throwable e) {
        return switch (e) {
            case UsageException usage -> String.valueOf(usage.getMessage());
            case IllegalArgumentException bad -> OptionNames.in(firstLine(bad));
            case PoolStartException start ->
                    "cannot start: " + OptionNames.in(firstLine(start)) + DOCTOR;
            default -> "failed unexpectedly; run with -v for more: " + FailureLine.of(e);
        };
    }

    /** The first line, shortened if it is long, without the job's id. The log has the rest. */
    static String firstLine(Throwable thrown) {
        String message =
                thrown instanceof PoolException ofJob
                        ? ofJob.reason()
                        : String.valueOf(thrown.getMessage());
        String line = message.lines().findFirst().orElse("");
        return line.length() <= LONGEST_MESSAGE
                ? line
                : line.substring(0, LONGEST_MESSAGE) + " ... (" + line.length() + " chars)";
    }

    /** Gives the commands the console; creates everything else as picocli does. */
    private record Factory(Console console, StandardOutput output, Ending ending, Settings settings)
            implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == SubmitCommand.class) {
                return type.cast(new SubmitCommand(new BatchRunner(console, output, ending)));
            }
            if (type == ExecCommand.class) {
                return type.cast(
                        new ExecCommand(console, output, new BatchRunner(console, output, ending)));
            }
            if (type == BenchCommand.class) {
                return type.cast(new BenchCommand(console, output, ending));
            }
            if (type == InspectCommand.class) {
                return type.cast(new InspectCommand(console, output, ending));
            }
            if (type == TopCommand.class) {
                return type.cast(new TopCommand(output, ending));
            }
            if (type == BrokerCommand.class) {
                return type.cast(new BrokerCommand(console, ending));
            }
            if (type == WorkerCommand.class) {
                return type.cast(new WorkerCommand(console, ending));
            }
            if (type == DoctorCommand.class) {
                return type.cast(new DoctorCommand(settings));
            }
            if (type == CleanCommand.class) {
                return type.cast(new CleanCommand(console));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }
}
