package org.sempool.cli;

import java.io.IOException;

/** The jobs of a batch, one after the other, however many. Used by one thread. */
interface LineSource extends AutoCloseable {
    /**
     * Reads the next job; may block. What the last line was read from may be overwritten.
     *
     * @param line becomes that job
     * @return false after the last one
     * @throws IOException if the input cannot be read any further
     */
    boolean next(Line line) throws IOException;

    @Override
    void close();
}
