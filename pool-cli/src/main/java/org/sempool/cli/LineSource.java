package org.sempool.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The jobs of a batch, one after the other, however many. Used by one thread. */
interface LineSource extends AutoCloseable {
    /**
     * The next job; may block.
     *
     * @return null after the last one
     * @throws IOException if the input cannot be read any further
     */
    @Nullable Line next() throws IOException;

    @Override
    void close();
}
