package org.sempool.directory;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Work on files that an interrupt of the calling thread does not disturb.
 *
 * <p>A {@link java.nio.channels.FileChannel} is closed by an interrupt, even by one that came
 * before the call and although the call would not have waited for anything. So the interrupt is set
 * aside, and is there again afterwards.
 */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** Work that can be begun again from the start. */
    @FunctionalInterface
    public interface FileWork<T> {
        T run() throws IOException;
    }

    /** Does the work, and begins again whenever an interrupt has closed its channel. */
    public static <T> T call(FileWork<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    // Each round takes an interrupt of its own, so this ends.
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
