package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written in the end, if it comes to that. It is known from the beginning that it
 * can be; what it has stays there until then, and if it had to be made, it goes again if nothing
 * comes.
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
