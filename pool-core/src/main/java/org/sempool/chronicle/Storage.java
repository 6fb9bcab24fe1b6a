package org.sempool.chronicle;

import java.io.IOException;
import java.nio.file.Path;
import org.sempool.directory.DirectoryWatch;

/** Where a pool's logs are. */
interface Storage extends AutoCloseable {
    /** The directory of this pool, which workers get as its address. */
    Path path();

    /** A directory for what goes with the pool, whether the logs stay or not. */
    Path passing();

    /** What its user calls the place, to be named in errors. */
    Path shown();

    /** Notices when somebody removes the directory, or one of these files in it. */
    DirectoryWatch watch(String... files) throws IOException;

    /**
     * Whether the logs stay when the pool ends; otherwise they may be removed once they are read.
     */
    boolean isKept();

    /** Removes all that is not to be kept, and lets others have the rest. */
    @Override
    void close();
}
