package org.sempool.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.LineHandler;
import org.sempool.WorkerHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pool worker}: runs jobs that other machines submit. */
@Command(
        name = "worker",
        description = {
            "Takes jobs for a handler from a message broker, and runs them on worker processes of"
                    + " this machine, until a signal ends it. 'pool submit HANDLER --broker URL'"
                    + " submits them, on any machine, with the same handler.",
            ""
        },
        footer = {
            "",
            "Ctrl-C, SIGTERM or SIGHUP lets the running jobs finish and takes no others; a second"
                    + " one stops at once, and the running jobs go to other hosts.",
            "",
            "Exit codes: 0 stopped as it was told to, 2 bad usage, 3 the workers could not start or"
                    + " the host broke down, 130, 143, 129 stopped at once by the second Ctrl-C,"
                    + " SIGTERM, SIGHUP."
        },
        mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerCommand.class);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Console console;
    private final Ending ending;

    @Parameters(
            index = "0",
            paramLabel = "HANDLER",
            description = "What to run: a short name ('pool handlers' lists them) or a class name.")
    private String handlerName = "";

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "How long a job may take to end after it is told to stop; then its worker is"
                            + " killed (default: ${DEFAULT-VALUE}).",
            defaultValue = "1s")
    private Duration grace = Duration.ZERO;

    @Mixin private BrokerOptions broker = new BrokerOptions();
    @Mixin private WorkerOptions workers = new WorkerOptions();
    @Mixin private SurroundingsOptions surroundings = new SurroundingsOptions();
    @Mixin private ClassPathOption classPath = new ClassPathOption();
    @Mixin private LoggingOptions logging = new LoggingOptions();

    WorkerCommand(Console console, Ending ending) {
        this.console = console;
        this.ending = ending;
    }

    @Override
    public Integer call() throws InterruptedException {
        logging.apply();
        if (broker.isEmbedded()) {
            throw new UsageException(
                    "--broker embedded is for 'pool submit'; give the address of a broker, and start"
                            + " one with 'pool broker'");
        }
        if (!broker.isGiven()) {
            throw new UsageException(
                    "--broker is missing: give the address of the broker, as in --broker"
                            + " tcp://broker.example:61616; 'pool broker' starts one");
        }
        Class<? extends LineHandler> type = Handlers.on(classPath.entries()).find(handlerName);
        WorkerHost.Builder builder =
                WorkerHost.builder(type)
                        .classPath(classPath.entries().toArray(new Path[0]))
                        .grace(grace);
        broker.all(null).forEach(builder::transportOption);
        workers.configure(builder, Runtime.getRuntime().availableProcessors());
        surroundings.configure(builder);
        try (WorkerHost host = builder.build();
                var _ = ending.onSignal(() -> drain(host));
                var _ = ending.cleaning(host::shutdownNow)) {
            return run(host);
        }
    }

    /** Until a signal ends the host, or it breaks down: it has no bound. */
    private int run(WorkerHost host) throws InterruptedException {
        boolean ready = host.awaitConnection(CONNECTION_PATIENCE);
        if (!ready) {
            say("the broker does not answer; trying again until it does");
        }
        try {
            while (!ready && !hasEnded(host, LOOK)) {
                ready = host.awaitConnection(Duration.ZERO);
            }
            if (ready) {
                say("worker host ready: takes jobs of " + handlerName);
            }
            host.termination().get();
            return ExitCode.ALL_SUCCEEDED;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            console.message("the host broke down: " + OptionNames.in(Main.firstLine(cause)));
            return ExitCode.CANNOT_START;
        }
    }

    private static boolean hasEnded(WorkerHost host, Duration limit)
            throws InterruptedException, ExecutionException {
        try {
            var _ = host.termination().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void say(String text) {
        if (!logging.quiet()) {
            console.message(text);
        }
    }

    private void drain(WorkerHost host) {
        say("stopping: running jobs may finish; once more stops at once");
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .name("pool-drain")
                        .start(
                                () -> {
                                    host.close();
                                    LOG.debug("drained");
                                });
    }
}
