package org.sempool.shm;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A pool's second directory, on disk, for payloads that the first has no room for. The coordinator
 * makes it when it is needed, and holds its lock. Thread-safe.
 */
interface SpillDirectory {
    /** For a pool without a spill directory. */
    SpillDirectory NONE =
            new SpillDirectory() {
                @Override
                public @Nullable Path path() {
                    return null;
                }

                @Override
                public Path make() throws IOException {
                    throw new IOException("the pool has no spill directory");
                }
            };

    /** Where it is, or would be; null if the pool has none. */
    @Nullable Path path() throws IOException;

    /**
     * Makes it unless it exists.
     *
     * @return where it is
     * @throws IOException if it cannot be made; the message says why
     */
    Path make() throws IOException;
}
