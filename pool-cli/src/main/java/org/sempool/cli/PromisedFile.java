package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written at the end, if at all. Creating this ensures that the file can be written.
 * The file keeps its contents until then; if it had to be created and stays empty, it is deleted
 * again.
 */
final class PromisedFile implements AutoCloseable {
    private final @Nullable Path created;

    /**
     * @param file the file, or null for none
     * @throws IOException if it cannot be written
     */
    PromisedFile(@Nullable Path file) throws IOException {
        if (file == null) {
            created = null;
            return;
        }
        boolean isNew = Files.notExists(file);
        Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
        created = isNew ? file : null;
    }

    /** Idempotent. */
    @Override
    public void close() throws IOException {
        if (created != null && Files.exists(created) && Files.size(created) == 0) {
            Files.delete(created);
        }
    }
}
