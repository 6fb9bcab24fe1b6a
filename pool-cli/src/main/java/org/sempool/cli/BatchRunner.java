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
     * @param overflow the directory for results that wait, if memory has no room for them
     * @param options how many jobs are on their way, where results go, and when it stops
     * @param records what is kept of the jobs; closed by the caller
     * @param resumed whether results are added to those of an earlier run
     * @param timeout a limit that depends on other jobs, or null
     * @param logging how much is said
     * @param progress how progress is shown
     */
    record Plan(
            WorkerPoolBuilder<Line, byte[]> builder,
            LineSource lines,
            JobCount count,
            int workers,
            ResultForm results,
            Path overflow,
            BatchOptions options,
            Records records,
            boolean resumed,
            @Nullable MedianTimeout timeout,
            LoggingOptions logging,
            ProgressOptions progress) {}

    /** Counts the jobs, if that is possible without consuming them. */
    @FunctionalInterface
    interface JobCount {
        OptionalLong count() throws IOException;
    }

    int run(Plan plan) throws InterruptedException, IOException {
        Path file = plan.options.outputFile();
        sayWhatDoesNotCount(plan.records.ofOtherHandlers());
        Progress progress = new Progress();
        LineSource lines =
                plan.records.left(plan.lines, plan.results, () -> progress.countDoneBefore(1));
        Line first = readFirst(lines);
        try (ResultWriter results =
                file == null
                        ? standardOutput.results()
                        : plan.resumed ? ResultWriter.toEndOf(file) : ResultWriter.toFile(file)) {
            return first == null
                    ? endEmptyBatch(plan, results, progress)
                    : runBatch(plan, lines, first, results, progress);
        } catch (WriteException e) {
            return cannotWrite(e, "");
        }
    }

    private void sayWhatDoesNotCount(long rows) {
        if (rows > 0) {
            console.message(
                    (rows == 1 ? "1 row of the log belongs" : rows + " rows of the log belong")
                            + " to another command, or to another version of the"
                            + " handler's classes, and "
                            + (rows == 1 ? "does" : "do")
                            + " not count");
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
    private int endEmptyBatch(Plan plan, ResultWriter results, Progress progress)
            throws IOException {
        results.complete();
        summarise(plan, progress, "");
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
            Plan plan, LineSource lines, Line first, ResultWriter results, Progress progress)
            throws InterruptedException {
        BatchOptions options = plan.options;
        int queue = options.queue();
        HaltRule rule = options.haltRule();
        HaltWatch halt = new HaltWatch(rule);
        StartGate gate = options.gate(plan.workers, !rule.isNever());
        ProgressMode mode = plan.progress.mode(console.isTerminal(), plan.logging.quiet());
        CompletableFuture<WorkerPool<Line, byte[]>> built = new CompletableFuture<>();
        Thread builder = Thread.currentThread();
        try (ProgressDisplay display = new ProgressDisplay(console, mode, progress);
                var _ = ending.cleaning(() -> stop(built, builder));
                WorkerPool<Line, byte[]> pool = build(plan, built, display)) {
            if (queue < plan.workers) {
                LOG.warn(
                        "a queue of {} keeps {} busy at most",
                        Words.count(queue, "slot"),
                        Words.count(queue, "worker"));
            }
            if (mode != ProgressMode.NONE) {
                countJobs(plan.count, progress);
            }
            FailureList failures = new FailureList(console, plan.logging.verbose());
            WatchedPool watched =
                    new WatchedPool(pool, plan.results, halt, plan.timeout, plan.records.areKept());
            Batch batch =
                    new Batch(
                            new Intake(
                                            pool,
                                            watched::submit,
                                            first,
                                            lines,
                                            options.isOrdered(),
                                            queue)
                                    .gatedBy(gate),
                            plan.results,
                            results,
                            progress,
                            failures,
                            plan.records,
                            new EarlyResults(
                                    EarlyResults.Bounds.ofHeap(Runtime.getRuntime().maxMemory()),
                                    new OverflowFiles(plan.overflow)));
            watched.onHalt(() -> halt(batch, pool, halt.isNow()));
            display.begin(new WatchedBatch(pool, batch));
            try (var _ =
                            new Interruption(
                                    ending,
                                    pool,
                                    batch,
                                    console,
                                    results,
                                    progress,
                                    plan.records,
                                    display);
                    var _ = options.outputFile() == null ? standardOutput.endWhenUnread() : null) {
                batch.run();
            } catch (PoolClosedException e) {
                display.hide();
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
                display.hide();
            }
            failures.end();
            String reason = halt.reason();
            if (reason != null) {
                console.message(
                        "stopped, as "
                                + reason
                                + ". "
                                + progress.summary()
                                + " "
                                + batch.notDone());
                return progress.failed() == 0 || rule.what() == HaltRule.Counted.SUCCESS
                        ? ExitCode.ALL_SUCCEEDED
                        : ExitCode.SOME_FAILED;
            }
            if (batch.isStopped()) {
                console.message("interrupted. " + progress.summary() + " " + batch.notDone());
                return ExitCode.INTERRUPTED;
            }
            summarise(plan, progress, work(plan, pool));
            return progress.failed() == 0 ? ExitCode.ALL_SUCCEEDED : ExitCode.SOME_FAILED;
        }
    }

    private static void halt(Batch batch, WorkerPool<?, ?> pool, boolean now) {
        if (now) {
            batch.kill();
            pool.shutdownNow();
        } else {
            batch.stop(() -> {});
        }
    }

    private static WorkerPool<Line, byte[]> build(
            Plan plan, CompletableFuture<WorkerPool<Line, byte[]>> built, ProgressDisplay display) {
        display.handleSignal(() -> counted(plan.count));
        try {
            WorkerPool<Line, byte[]> pool = plan.builder.build();
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
                        .start(() -> counted(count).ifPresent(progress::expect));
    }

    private static OptionalLong counted(JobCount count) {
        try {
            return count.count();
        } catch (IOException e) {
            LOG.debug("not counted, so there is no estimate", e);
            return OptionalLong.empty();
        }
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

    private static String work(Plan plan, WorkerPool<?, ?> pool) {
        return plan.logging.quiet() ? "" : WorkSummary.of(pool.stats(), plan.workers > 0);
    }

    /**
     * @param work what the workers did; may be empty
     */
    private void summarise(Plan plan, Progress progress, String work) {
        if (!plan.logging.quiet()) {
            String words = plan.results.lastWords(progress.succeeded(), progress.ended());
            console.message((progress.summary() + " " + words).strip());
            if (!work.isEmpty()) {
                console.message(work);
            }
        }
    }
}
