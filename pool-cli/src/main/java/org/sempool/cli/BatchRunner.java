package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.PoolException;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a command's batch from its first line to its summary and exit code. */
final class BatchRunner {
    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);

    private final Console console;
    private final StandardOutput standardOutput;
    private final Ending ending;

    BatchRunner(Console console, StandardOutput standardOutput, Ending ending) {
        this.console = console;
        this.standardOutput = standardOutput;
        this.ending = ending;
    }

    /**
     * A batch as its command has it.
     *
     * @param builder of the pool that runs the jobs
     * @param lines the jobs; closed by the caller
     * @param count how many they are
     * @param workers how many workers there are on this machine
     * @param results what is made of results
     * @param options how many jobs are on their way, and where results go
     * @param logging how much is said
     */
    record Plan(
            WorkerPoolBuilder<Line, byte[]> builder,
            LineSource lines,
            JobCount count,
            int workers,
            ResultForm results,
            BatchOptions options,
            LoggingOptions logging) {}

    /** Counts the jobs, if that is possible without consuming them. */
    @FunctionalInterface
    interface JobCount {
        OptionalLong count() throws IOException;
    }

    int run(Plan plan) throws InterruptedException, IOException {
        Path file = plan.options.outputFile();
        Line first = readFirst(plan.lines);
        try (ResultWriter results =
                file == null ? standardOutput.results() : ResultWriter.toFile(file)) {
            return first == null ? endEmptyBatch(plan, results) : runBatch(plan, first, results);
        } catch (WriteException e) {
            return cannotWrite(e, "");
        }
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
    private int endEmptyBatch(Plan plan, ResultWriter results) throws IOException {
        results.complete();
        summarise(plan, new Progress(console, false));
        return ExitCode.ALL_SUCCEEDED;
    }

    private int cannotWrite(IOException e, String more) {
        if (WriteException.isForWantOfReader(e)) {
            return ExitCode.NOBODY_READS;
        }
        console.message("cannot write the results: " + e.getMessage() + more);
        return ExitCode.SOME_FAILED;
    }

    private int runBatch(Plan plan, Line first, ResultWriter results) throws InterruptedException {
        BatchOptions options = plan.options;
        int queue = options.queue();
        StartGate gate = options.gate(plan.workers);
        boolean barShown = console.isTerminal() && !plan.logging.quiet();
        CompletableFuture<WorkerPool<Line, byte[]>> built = new CompletableFuture<>();
        Thread builder = Thread.currentThread();
        try (var _ = ending.cleaning(() -> stop(built, builder));
                WorkerPool<Line, byte[]> pool = build(plan.builder, built)) {
            if (queue < plan.workers) {
                LOG.warn("a queue of {} slots keeps {} workers busy at most", queue, queue);
            }
            Progress progress = new Progress(console, barShown);
            if (barShown) {
                progress.show(() -> Reports.longestRunning(pool.stats()));
                countJobs(plan.count, progress);
            }
            FailureList failures = new FailureList(console, plan.logging.verbose());
            Batch batch =
                    new Batch(
                            new Intake(pool, first, plan.lines, options.isOrdered(), queue)
                                    .gatedBy(gate),
                            plan.results,
                            results,
                            progress,
                            failures);
            try (var _ = new Interruption(ending, pool, batch, console, results, progress);
                    var _ = options.outputFile() == null ? standardOutput.endWhenUnread() : null) {
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
            summarise(plan, progress);
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
    private static void stop(CompletableFuture<WorkerPool<Line, byte[]>> built, Thread builder) {
        if (!built.isDone()) {
            // It may be waiting for a broker.
            builder.interrupt();
        }
        try {
            built.join().shutdownNow();
        } catch (CancellationException notBuilt) {
            LOG.debug("the program ended before the pool was built", notBuilt);
        }
    }

    /** Counts in parallel with the batch, since even counting a large file takes time. */
    private static void countJobs(JobCount count, Progress progress) {
        var _ =
                Thread.ofVirtual()
                        .name("pool-count")
                        .start(
                                () -> {
                                    try {
                                        count.count().ifPresent(progress::expect);
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

    private void summarise(Plan plan, Progress progress) {
        if (!plan.logging.quiet()) {
            String words = plan.results.lastWords(progress.succeeded(), progress.total());
            console.message((progress.summary() + " " + words).strip());
        }
    }
}
