package org.sempool.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The command's standard output. The script has moved it to a descriptor other than 1, which gets
 * what the JVM, its agents and the user's code print: only results, and what the command was asked
 * to show, go here.
 */
final class StandardOutput extends OutputStream {
    private static final int NUMBER = Integer.getInteger("sempool.stdout.descriptor", 1);

    /** Identifies the file. Do not open it: that would write from the start of the file again. */
    static final Path PATH = Path.of("/proc/self/fd/" + NUMBER);

    /** The fullest of the block elements. */
    private static final char BLOCK = '█';

    private final Console console;
    private final Ending ending;
    private final Descriptor descriptor;
    private final PrintWriter writer;
    private final boolean isUnicode;
    private volatile @Nullable WriteException failure;

    StandardOutput(Descriptor descriptor, Charset charset, Console console, Ending ending) {
        this.descriptor = descriptor;
        this.console = console;
        this.ending = ending;
        writer = new PrintWriter(new OutputStreamWriter(this, charset));
        isUnicode = charset.newEncoder().canEncode(BLOCK);
    }

    /** Opens the descriptor that the script has named. */
    static StandardOutput install(Charset charset, Console console, Ending ending) {
        return new StandardOutput(new Descriptor(NUMBER), charset, console, ending);
    }

    /** For text. {@link #close} reports failures. */
    PrintWriter writer() {
        return writer;
    }

    /** For results, which bypass the writer. */
    ResultWriter results() {
        // Two terminals are taken for one: then the bar is erased more often than needed.
        boolean isScreen = isTerminal() && console.isTerminal();
        return new ResultWriter(isScreen ? new ScreenSink(console, descriptor) : descriptor, false);
    }

    boolean isTerminal() {
        return Boolean.getBoolean("sempool.stdout.terminal");
    }

    /** The terminal, if it is one. */
    TerminalDevice device() {
        return new TerminalDevice(NUMBER);
    }

    /** Whether its charset has the block elements of Unicode. */
    boolean isUnicode() {
        return isUnicode;
    }

    /** Whether it is a pipe or a socket that has no reader any more. Does not block. */
    boolean isUnread() {
        try {
            return descriptor.isUnread();
        } catch (WriteException cannotTell) {
            return false;
        }
    }

    /** Until it is closed, the program ends silently when nobody reads any more. */
    ReaderWatch endWhenUnread() {
        return new ReaderWatch(
                this::isUnread,
                () -> {
                    console.silence();
                    ending.endUnread();
                });
    }

    @Override
    public void write(int oneByte) throws WriteException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    /** After the first failure it does not try again. */
    @Override
    public void write(byte[] bytes, int from, int count) throws WriteException {
        throwFailure();
        try {
            descriptor.writeAll(bytes, from, count);
        } catch (WriteException e) {
            failure = e;
            throw e;
        }
    }

    private void throwFailure() throws WriteException {
        WriteException earlier = failure;
        if (earlier != null) {
            throw earlier;
        }
    }

    /**
     * Writes what the writer still buffers.
     *
     * @throws WriteException if anything could not be written
     */
    @Override
    public void close() throws WriteException {
        writer.flush();
        throwFailure();
        descriptor.close();
    }
}
