package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.PoolException;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pool submit}: runs a batch. */
@Command(
        name = "submit",
        description = {
            "Runs each line of the input as a job, and writes each result as a line.",
            "",
            "Results come in the order of the input. Failed jobs are listed on standard error.",
            ""
        },
        footer = {
            "",
            "Exit codes: 0 all jobs succeeded, 1 some failed or results could not be written, 2"
                    + " bad usage or input, 3 the pool could not start or broke down, 130"
                    + " interrupted (143 by SIGTERM), 141 nobody reads the results any more.",
            "",
            "Ctrl-C lets the running jobs finish, drops the others, and says how many were not done; a"
                    + " second one stops at once."
        },
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(SubmitCommand.class);

    private static final String STANDARD_OUTPUT = "-";

    private final Console console;
    private final StandardOutput standardOutput;
    private final Ending ending;

    @Parameters(
            index = "0",
            paramLabel = "HANDLER",
            description = "What to run: a short name ('pool handlers' lists them) or a class name.")
    private String handlerName = "";

    @Option(
            names = "--queue",
            paramLabel = "SLOTS",
            description = "Maximum number of jobs in flight (default: ${DEFAULT-VALUE}).")
    private int queue = 1024;

    @Option(names = "--unordered", description = "Write results as they arrive.")
    private boolean unordered;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description =
                    "Write results to FILE, replacing its contents; '-' is standard output, the"
                            + " default.")
    private @Nullable Path output;

    @Mixin private InputOptions input = new InputOptions();
    @Mixin private TransportOptions transport = new TransportOptions();
    @Mixin private BrokerOptions broker = new BrokerOptions();
    @Mixin private WorkerOptions workers = new WorkerOptions();
    @Mixin private JobOptions jobs = new JobOptions();
    @Mixin private SurroundingsOptions surroundings = new SurroundingsOptions();
    @Mixin private ClassPathOption classPath = new ClassPathOption();
    @Mixin private LoggingOptions logging = new LoggingOptions();

    SubmitCommand(Console console, StandardOutput standardOutput, Ending ending) {
        this.console = console;
        this.standardOutput = standardOutput;
        this.ending = ending;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        logging.apply();
        UserHandler handler = new UserHandler(Handlers.on(classPath.entries()).find(handlerName));
        try (EmbeddedBroker embedded = EmbeddedBroker.startIf(broker.isEmbedded())) {
            WorkerPoolBuilder<Line, byte[]> builder = configure(handler, embedded.url());
            builder.check();
            return submit(handler, builder);
        }
    }

    private int submit(UserHandler handler, WorkerPoolBuilder<Line, byte[]> builder)
            throws IOException, InterruptedException {
        try (LineSource lines = input.open(handler.takesBytes())) {
            Path file = outputFile();
            input.refuseAsOutput(file);
            classPath.refuseAsOutput(file);
            Line first = readFirst(lines);
            try (ResultWriter results =
                    file == null ? standardOutput.results() : ResultWriter.toFile(file)) {
                return first == null
                        ? endEmptyBatch(handler, results)
                        : runBatch(handler, builder, lines, first, results);
            } catch (WriteException e) {
                return cannotWrite(e, "");
            }
        }
    }

    /** Null for standard output, under whatever name. */
    private @Nullable Path outputFile() {
        Path file = output;
        return file == null
                        || file.toString().equals(STANDARD_OUTPUT)
                        || FileIdentity.isStandardOutput(file)
                ? null
                : file;
    }

    private static @Nullable Line readFirst(LineSource lines) {
        Line first = new Line();
        try {
            return lines.next(first) ? first : null;
        } catch (IOException e) {
            throw new UsageException("cannot read: " + e.getMessage(), e);
        }
    }

    /** An empty input is no error: the command may be one step of several. */
    private int endEmptyBatch(UserHandler handler, ResultWriter results) throws IOException {
        results.complete();
        summarise(handler, new Progress(console, false));
        return ExitCode.ALL_SUCCEEDED;
    }

    private int cannotWrite(IOException e, String more) {
        if (WriteException.isForWantOfReader(e)) {
            return ExitCode.NOBODY_READS;
        }
        console.message("cannot write the results: " + e.getMessage() + more);
        return ExitCode.SOME_FAILED;
    }

    private int runBatch(
            UserHandler handler,
            WorkerPoolBuilder<Line, byte[]> builder,
            LineSource lines,
            Line first,
            ResultWriter results)
            throws InterruptedException {
        boolean barShown = console.isTerminal() && !logging.quiet();
        CompletableFuture<WorkerPool<Line, byte[]>> built = new CompletableFuture<>();
        try (var _ = ending.cleaning(() -> stop(built));
                WorkerPool<Line, byte[]> pool = build(builder, built)) {
            if (queue < workers.workers(usualWorkers())) {
                LOG.warn("a queue of {} slots keeps {} workers busy at most", queue, queue);
            }
            Progress progress = new Progress(console, barShown);
            if (barShown) {
                progress.show(() -> Reports.longestRunning(pool.stats()));
                countJobs(progress);
            }
            FailureList failures = new FailureList(console, logging.verbose());
            Batch batch =
                    new Batch(
                            new Intake(pool, first, lines, !unordered, queue),
                            results,
                            progress,
                            failures);
            try (var _ = new Interruption(ending, pool, batch, console, results, progress);
                    var _ = outputFile() == null ? standardOutput.endWhenUnread() : null) {
                batch.run();
            } catch (PoolClosedException e) {
                progress.hide();
                return stoppedEarly(e, progress.summary() + " " + batch.notDone());
            } catch (IOException e) {
                if (WriteException.isForWantOfReader(e)) {
                    console.silence();
                }
                pool.shutdownNow();
                progress.countOnlyWritten(results);
                String written = "; " + results.written() + " were written. ";
                return cannotWrite(e, written + progress.summary() + " " + batch.notDone());
            } catch (RuntimeException | InterruptedException e) {
                pool.shutdownNow();
                throw e;
            } finally {
                progress.hide();
            }
            if (batch.isStopped()) {
                console.message("interrupted. " + progress.summary() + " " + batch.notDone());
                return ExitCode.INTERRUPTED;
            }
            summarise(handler, progress);
            return progress.failed() == 0 ? ExitCode.ALL_SUCCEEDED : ExitCode.SOME_FAILED;
        }
    }

    private static WorkerPool<Line, byte[]> build(
            WorkerPoolBuilder<Line, byte[]> builder,
            CompletableFuture<WorkerPool<Line, byte[]>> built) {
        try {
            WorkerPool<Line, byte[]> pool = builder.build();
            var _ = built.complete(pool);
            return pool;
        } finally {
            var _ = built.cancel(false);
        }
    }

    /** A pool that is being built when the program ends stops by itself, and its build fails. */
    private static void stop(CompletableFuture<WorkerPool<Line, byte[]>> built) {
        try {
            built.join().shutdownNow();
        } catch (CancellationException notBuilt) {
            LOG.debug("the program ended before the pool was built", notBuilt);
        }
    }

    private WorkerPoolBuilder<Line, byte[]> configure(
            UserHandler handler, @Nullable String embeddedBroker) {
        WorkerPoolBuilder<Line, byte[]> builder =
                WorkerPool.builder(handler.type())
                        .submitterCodecs(handler.lineCodec(), handler.resultCodec())
                        .queue(queue)
                        .classPath(classPath.entries().toArray(new Path[0]));
        transport.configure(builder, broker.isGiven());
        broker.all(embeddedBroker).forEach(builder::transportOption);
        workers.configure(builder, usualWorkers());
        jobs.configure(builder);
        surroundings.configure(builder);
        return builder;
    }

    /** With somebody else's broker, there are workers elsewhere. */
    private int usualWorkers() {
        return broker.isGiven() && !broker.isEmbedded()
                ? 0
                : Runtime.getRuntime().availableProcessors();
    }

    /** Counts in parallel with the batch, since even counting a large file takes time. */
    private void countJobs(Progress progress) {
        var _ =
                Thread.ofVirtual()
                        .name("pool-count")
                        .start(
                                () -> {
                                    try {
                                        input.count().ifPresent(progress::expect);
                                    } catch (IOException e) {
                                        LOG.debug("not counted, so the bar has no estimate", e);
                                    }
                                });
    }

    /** The pool stopped in the middle of the batch: by a signal, or because it broke down. */
    private int stoppedEarly(PoolClosedException e, String summary) {
        if (e.getCause() instanceof PoolException cause) {
            LOG.debug("broke down", e);
            String what = OptionNames.in(Main.firstLine(cause));
            console.message("the pool broke down: " + what + Main.DOCTOR);
            console.message(summary);
            return ExitCode.CANNOT_START;
        }
        return ExitCode.INTERRUPTED;
    }

    private void summarise(UserHandler handler, Progress progress) {
        if (!logging.quiet()) {
            String words = handler.lastWords(progress.succeeded(), progress.total());
            console.message((progress.summary() + " " + words).strip());
        }
    }
}
