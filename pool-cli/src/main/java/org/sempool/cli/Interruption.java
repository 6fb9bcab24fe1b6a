package org.sempool.cli;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signals do to a batch. The first SIGINT stops it after the jobs that run. A second, or a
 * SIGTERM, ends the program; then the results that there are get out, and the user is told how far
 * it came, while the pool sees to its workers and its memory.
 */
final class Interruption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

    private static final Duration RESULTS_PATIENCE = Duration.ofMillis(700);
    private static final Duration MESSAGE_PATIENCE = Duration.ofMillis(300);

    private final InterruptSignal signal;
    private final Thread hook;

    /** In force until it is closed. */
    Interruption(Batch batch, Console console, ResultWriter results, Progress progress) {
        // First of all: until it is there, the first signal has the effect of the second.
        signal =
                new InterruptSignal(
                        () ->
                                batch.stop(
                                        () ->
                                                console.message(
                                                        "interrupted: finishing the running jobs"
                                                                + " and dropping the others;"
                                                                + " interrupt again to stop at"
                                                                + " once")));
        hook = new Thread(() -> finish(console, results, progress), "pool-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The batch has ended by itself. */
    @Override
    public void close() {
        signal.close();
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException tooLate) {
            LOG.debug("interrupted at the very end", tooLate);
        }
    }

    /** Nobody may read what is written here, so it takes a second at most. */
    private static void finish(Console console, ResultWriter results, Progress progress) {
        console.release();
        progress.hide();
        try {
            if (!results.finish(RESULTS_PATIENCE)) {
                console.message("nobody reads the last results; they are lost");
            }
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
