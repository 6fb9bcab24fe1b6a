package org.sempool.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sempool.directory.PrivateDirectory;

/** Directories for some files, for as long as something is measured. */
final class Scratch {
    private Scratch() {}

    static Path create(Belongings belongings) throws IOException {
        return belongings.make(() -> Files.createTempDirectory("sempool-bench"), Scratch::remove);
    }

    /** With all in it, even if a process is just making more. */
    static void remove(Path directory) throws IOException {
        try {
            PrivateDirectory.delete(directory);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
