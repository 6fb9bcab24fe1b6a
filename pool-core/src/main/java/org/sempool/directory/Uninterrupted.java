package org.sempool.directory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Runs work on files so that an interrupt of the calling thread does not disturb it.
 *
 * <p>An interrupt closes a {@link java.nio.channels.FileChannel}, even if it came before the call
 * and the call would not have waited for anything. So the interrupt is cleared before the work and
 * restored after it.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Work that can be restarted. */
    @FunctionalInterface
    public interface FileWork<T> {
        T run() throws IOException;
    }

    /** Does the work, and restarts it whenever an interrupt has closed its channel. */
    public static <T> T call(FileWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    // Each round consumes one interrupt, so this ends.
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
