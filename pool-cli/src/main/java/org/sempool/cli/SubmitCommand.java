package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
    private final BatchRunner runner;

    @Parameters(
            index = "0",
            paramLabel = "HANDLER",
            description = "What to run: a short name ('pool handlers' lists them) or a class name.")
    private String handlerName = "";

    @Mixin private RecordOptions records = new RecordOptions();
    @Mixin private BatchOptions batch = new BatchOptions();
    @Mixin private InputOptions input = new InputOptions();
    @Mixin private TransportOptions transport = new TransportOptions();
    @Mixin private BrokerOptions broker = new BrokerOptions();
    @Mixin private WorkerOptions workers = new WorkerOptions();
    @Mixin private JobOptions jobs = new JobOptions();
    @Mixin private SurroundingsOptions surroundings = new SurroundingsOptions();
    @Mixin private ClassPathOption classPath = new ClassPathOption();
    @Mixin private ProgressOptions progress = new ProgressOptions();
    @Mixin private LoggingOptions logging = new LoggingOptions();

    SubmitCommand(BatchRunner runner) {
        this.runner = runner;
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
            input.refuseAsOutput(batch.outputFile());
            classPath.refuseAsOutput(batch.outputFile());
            Path output = batch.outputFile();
            try (Records kept = records.open(handler.version(), output, input.files())) {
                if (kept.continuesRun() && output != null) {
                    ResultFile.removePartOfLine(output);
                }
                return runner.run(
                        new BatchRunner.Plan(
                                builder,
                                jobs.kept(lines),
                                input::count,
                                workers.workers(usualWorkers()),
                                ResultForm.lines(handler),
                                transport.spillDirectory(),
                                batch,
                                kept,
                                records.isResumed(),
                                jobs.medianTimeout(),
                                logging,
                                progress));
            }
        }
    }

    private WorkerPoolBuilder<Line, byte[]> configure(
            UserHandler handler, @Nullable String embeddedBroker) {
        WorkerPoolBuilder<Line, byte[]> builder =
                WorkerPool.builder(handler.type())
                        .submitterCodecs(handler.lineCodec(), handler.resultCodec())
                        .queue(batch.queue())
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
}
