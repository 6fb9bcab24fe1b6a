package org.sempool.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sempool.directory.PrivateDirectory;

/** Directories for files that live as long as a measurement. */
final class Scratch {
    private Scratch() {}

    static Path create(Belongings belongings) throws IOException {
        return belongings.make(() -> Files.createTempDirectory("sempool-bench"), Scratch::remove);
    }

    /** Removes a directory with its contents, even if a process is adding to them. */
    static void remove(Path directory) throws IOException {
        try {
            PrivateDirectory.delete(directory);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
