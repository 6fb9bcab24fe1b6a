package org.sempool.cli;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is still done when a signal ends the program in the middle of a batch: the results that
 * there are get out, and the user is told how far it came. The pool sees to its workers and its
 * memory.
 */
final class Interruption {
    private static final Logger LOG = LoggerFactory.getLogger(Interruption.class);

    private final Thread hook;

    Interruption(Console console, ResultWriter results, Progress progress) {
        hook = new Thread(() -> finish(console, results, progress), "pool-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The batch has ended by itself. */
    void cancel() {
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
