package org.sempool.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import org.sempool.directory.DirectoryWatch;

/** Where a pool's logs are. */
interface Storage extends AutoCloseable {
    /** The directory of this pool, which workers get as its address. */
    Path path();

    /** A directory for files that are removed with the pool, even if the logs stay. */
    Path temporary();

    /** The directory as the user named it, for messages. */
    Path displayPath();

    /** Notices when the directory, or one of these files in it, is removed. */
    DirectoryWatch watch(String... files) throws IOException;

    /**
     * Whether the logs stay when the pool stops; otherwise they may be removed once they are read.
     */
    boolean isKept();

    /** Removes everything that is not kept, and unlocks the rest. */
    @Override
    void close();
}
