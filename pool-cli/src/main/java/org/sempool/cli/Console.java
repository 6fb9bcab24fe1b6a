package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * Standard error as this command uses it: whole lines, and below them, on a terminal, a bar that
 * stays at the bottom. All of the process writes through it, the log included, so that no line and
 * no bar ever land in each other.
 *
 * <p>Thread-safe.
 */
final class Console {
    private static final String ERASE_LINE = "\r\033[K";
    private static final int DEFAULT_COLUMNS = 80;
    private static final Charset CHARSET = System.err.charset();

    private final PrintStream terminal;
    private final boolean isTerminal;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private String bar = "";

    Console(PrintStream terminal, boolean isTerminal) {
        this.terminal = terminal;
        this.isTerminal = isTerminal;
    }

    /**
     * Takes the place of {@link System#err}. Whether that is a terminal only the script that starts
     * this program can tell: Java has no way to ask.
     */
    static Console install() {
        Console console = new Console(System.err, Boolean.getBoolean("sempool.stderr.terminal"));
        System.setErr(new PrintStream(console.new Lines(), true, CHARSET));
        return console;
    }

    /** How wide a bar may be. */
    int columns() {
        return Integer.getInteger("sempool.stderr.columns", DEFAULT_COLUMNS) - 1;
    }

    boolean isTerminal() {
        return isTerminal;
    }

    /** Prints a message of this command's. */
    void message(String text) {
        System.err.println("pool: " + Visible.lines(text));
    }

    /** Shows a bar in the place of the last one; an empty one removes it. */
    synchronized void showBar(String text) {
        if (isTerminal && !text.equals(bar)) {
            bar = text;
            terminal.print(ERASE_LINE + bar);
            terminal.flush();
        }
    }

    private synchronized void write(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            line.write(bytes[i]);
            if (bytes[i] == '\n') {
                printLine();
            }
        }
    }

    private void printLine() {
        if (!bar.isEmpty()) {
            terminal.print(ERASE_LINE);
        }
        terminal.writeBytes(line.toByteArray());
        line.reset();
        terminal.print(bar);
        terminal.flush();
    }

    private final class Lines extends OutputStream {
        @Override
        public void write(int oneByte) {
            Console.this.write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            Console.this.write(bytes, from, count);
        }
    }
}
