package org.sempool.cli;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signals do to a batch. The first SIGINT stops it after the jobs that run. A second, or a
 * SIGTERM, ends the program; then the results that there are get out, and the user is told how far
 * it came, while the pool sees to its workers and its memory.
 */
final class Interruption implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

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

    private static void finish(Console console, ResultWriter results, Progress progress) {
        progress.hide();
        try {
            results.flush();
        } catch (IOException e) {
            console.message("cannot write the results: " + e.getMessage());
        }
        console.message("interrupted. " + progress.summary() + " The other jobs were not done.");
    }
}
