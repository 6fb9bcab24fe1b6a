package org.sempool.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** What results are written to. */
interface Sink extends AutoCloseable {
    /**
     * Writes some of the bytes, at least one. Blocks while there is room for none.
     *
     * @return how many were written
     */
    long write(MemorySegment bytes) throws IOException;

    /** Removes all that a file has; does nothing to what is no regular file. */
    void empty() throws IOException;

    /**
     * Removes the last bytes that were written, unless this is no regular file, or others have
     * written behind them.
     */
    void takeBack(long bytes) throws IOException;

    /** Some file systems say only now that something could not be written. */
    @Override
    void close() throws IOException;
}
