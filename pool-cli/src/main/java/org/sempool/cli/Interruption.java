package org.sempool.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.sempool.WorkerPool;

/**
 * What signals do to a batch. The first SIGINT stops it after the running jobs. A signal that ends
 * the command gets the ready results out, and tells the user how far the batch came. SIGTSTP
 * suspends the pool, too.
 */
final class Interruption implements AutoCloseable {
    private static final Duration RESULTS_PATIENCE = Duration.ofMillis(700);
    private static final Duration MESSAGE_PATIENCE = Duration.ofMillis(300);

    private final List<Ending.Registration> registrations;
    private final JobControl jobControl;

    /** In force until it is closed, after the batch has ended by itself. */
    Interruption(
            Ending ending,
            WorkerPool<?, ?> pool,
            Batch batch,
            Console console,
            ResultWriter results,
            Progress progress,
            Records records,
            ProgressDisplay display) {
        registrations =
                List.of(
                        // First of all: until it is registered, the first signal ends the command.
                        ending.onInterrupt(() -> stop(batch, console)),
                        ending.lastWords(
                                () -> finish(console, results, progress, records, display)));
        jobControl =
                new JobControl(
                        () -> {
                            pool.suspend();
                            display.pause();
                            // The shell's prompt is to come on a line of its own.
                            var _ = console.awaitWritten(MESSAGE_PATIENCE);
                        },
                        () -> {
                            display.resume();
                            pool.resume();
                        });
    }

    @Override
    public void close() {
        jobControl.close();
        registrations.forEach(Ending.Registration::close);
    }

    private static void stop(Batch batch, Console console) {
        batch.stop(
                () ->
                        console.message(
                                "interrupted: finishing the running jobs and dropping the others;"
                                        + " interrupt again to stop at once"));
    }

    /** The output may have no reader, so this takes a second at most. */
    private static void finish(
            Console console,
            ResultWriter results,
            Progress progress,
            Records records,
            ProgressDisplay display) {
        display.hide();
        try {
            if (!results.finish(RESULTS_PATIENCE)) {
                console.message("the last results have no reader; they are lost");
            }
            records.write(results);
        } catch (IOException e) {
            if (!WriteException.isForWantOfReader(e)) {
                console.message("cannot write the results: " + e.getMessage());
            }
        }
        progress.countOnlyWritten(results);
        console.message("interrupted. " + progress.summary() + " The other jobs were not done.");
        var _ = console.awaitWritten(MESSAGE_PATIENCE);
    }
}
