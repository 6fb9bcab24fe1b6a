package org.sempool.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Where results are written. */
interface Sink extends AutoCloseable {
    /**
     * Writes some of the bytes, at least one. Blocks while there is no room.
     *
     * @return how many were written
     */
    long write(MemorySegment bytes) throws IOException;

    /** Empties a regular file; does nothing to anything else. */
    void empty() throws IOException;

    /**
     * Removes the last bytes that were written, unless this is not a regular file, or others have
     * written after them.
     */
    void takeBack(long bytes) throws IOException;

    /** Some file systems report only now that a write failed. */
    @Override
    void close() throws IOException;
}
