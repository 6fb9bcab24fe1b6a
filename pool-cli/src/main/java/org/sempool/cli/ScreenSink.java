package org.sempool.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Results on the screen, which the {@link Console} writes, too. */
final class ScreenSink implements Sink {
    private final Console console;
    private final Sink terminal;

    /**
     * @param terminal the same as the console's, perhaps under another number
     */
    ScreenSink(Console console, Sink terminal) {
        this.console = console;
        this.terminal = terminal;
    }

    @Override
    public long write(MemorySegment bytes) throws IOException {
        return console.writeResults(bytes, terminal);
    }

    @Override
    public void empty() throws IOException {
        terminal.empty();
    }

    @Override
    public void takeBack(long bytes) throws IOException {
        terminal.takeBack(bytes);
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
