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

    /** How many jobs it has left out so far; they have numbers, too. */
    default long skipped() {
        return 0;
    }

    /** The same jobs, which have their bytes as long as they run: the pool may need them again. */
    static LineSource keepingBytes(LineSource lines) {
        return new LineSource() {
            @Override
            public boolean next(Line line) throws IOException {
                line.keepBytes();
                return lines.next(line);
            }

            @Override
            public void close() {
                lines.close();
            }
        };
    }

    @Override
    void close();
}
