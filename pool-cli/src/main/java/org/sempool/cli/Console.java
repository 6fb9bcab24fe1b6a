package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Standard error as this command uses it: whole lines and, on a terminal, a bar that stays below
 * them. The whole process writes through it, including the log and the user's code, so lines and
 * the bar never mix.
 *
 * <p>It writes on a thread of its own. If nobody reads standard error, only threads with much
 * output block, and none blocks once the program {@linkplain #release ends}.
 *
 * <p>Thread-safe.
 */
final class Console {
    /** At most this many bytes wait to be written, unless a single line is longer. */
    static final int ROOM_BYTES = 1 << 16;

    private static final String ERASE_LINE = "\r\033[K";
    private static final int DEFAULT_COLUMNS = 80;
    private static final int STANDARD_ERROR = 2;
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final Charset CHARSET = System.err.charset();

    /** The log's, for the same reason as {@link #messages}. */
    private static final AtomicReference<PrintStream> LOG_STREAM =
            new AtomicReference<>(System.err);

    /** Where the bytes go. May block. */
    interface Terminal {
        void write(byte[] bytes) throws IOException;
    }

    private final Terminal terminal;
    private final boolean isTerminal;
    private final List<Lines> sources = new ArrayList<>();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private String bar = "";
    private String shownBar = "";
    private boolean isWriting;
    private boolean released;
    private boolean silent;
    private @Nullable Thread writer;

    /**
     * Not System.err, which the user's code may replace, close, or leave in the middle of a line.
     */
    private final PrintStream messages;

    Console(Terminal terminal, boolean isTerminal) {
        this.terminal = terminal;
        this.isTerminal = isTerminal;
        this.messages = newStream();
    }

    /**
     * Replaces {@link System#err} and {@link System#out}; results have an output of their own. The
     * script that starts this program says whether standard error is a terminal, because Java
     * cannot find out.
     */
    static Console install() {
        Descriptor descriptor = new Descriptor(STANDARD_ERROR);
        Console console =
                new Console(
                        bytes -> descriptor.writeAll(bytes, 0, bytes.length),
                        Boolean.getBoolean("sempool.stderr.terminal"));
        LOG_STREAM.set(console.newStream());
        System.setErr(console.newStream());
        System.setOut(console.newStream());
        return console;
    }

    /** What is printed to it appears line by line. */
    synchronized PrintStream newStream() {
        Lines lines = new Lines();
        sources.add(lines);
        return new PrintStream(lines, true, CHARSET);
    }

    /** Where the log is written: standard error until a console is installed. */
    static PrintStream logStream() {
        return LOG_STREAM.get();
    }

    /** How wide a bar may be. */
    int columns() {
        return Integer.getInteger("sempool.stderr.columns", DEFAULT_COLUMNS) - 1;
    }

    boolean isTerminal() {
        return isTerminal;
    }

    /** Prints a message from this command. */
    void message(String text) {
        messages.println("pool: " + Visible.lines(text));
    }

    /** Shows a bar in place of the last one; an empty text removes it. Does not block. */
    synchronized void showBar(String text) {
        if (isTerminal && !silent) {
            bar = text;
            wakeWriter();
        }
    }

    /** The program ends: no thread waits for room any more, and a line without room is lost. */
    synchronized void release() {
        released = true;
        notifyAll();
    }

    /** Drops everything that is printed from now on. */
    synchronized void silence() {
        silent = true;
        bar = "";
        release();
    }

    /** Waits until everything is written; unbounded, as a write is. */
    void awaitWritten() {
        var _ = awaitWritten(FOR_EVER);
    }

    /** Waits until everything is written, but not longer than this; returns whether it is. */
    boolean awaitWritten(Duration patience) {
        return awaitWritten(patience.toNanos());
    }

    private synchronized boolean awaitWritten(long nanos) {
        sources.forEach(Lines::end);
        return await(() -> !isWriting && !hasWork(), nanos);
    }

    private boolean hasWork() {
        return waiting.size() > 0 || !bar.equals(shownBar);
    }

    private void add(byte[] line) {
        if (waiting.size() >= ROOM_BYTES) {
            var _ = await(() -> waiting.size() < ROOM_BYTES || released, FOR_EVER);
        }
        if (waiting.size() < ROOM_BYTES && !silent) {
            waiting.writeBytes(line);
            wakeWriter();
        }
    }

    private void wakeWriter() {
        if (writer == null) {
            try {
                writer = Thread.ofPlatform().daemon().name("pool-console").start(this::writeAll);
            } catch (OutOfMemoryError noThread) {
                write(take());
            }
        }
        notifyAll();
    }

    private void writeAll() {
        while (true) {
            try {
                write(takeNext());
            } catch (OutOfMemoryError lost) {
                // Memory may be available again for the next line.
            }
        }
    }

    private void write(byte[] bytes) {
        try {
            terminal.write(bytes);
        } catch (IOException nobodyCanBeTold) {
            // Nothing more can be said; the exit code has to suffice.
        }
    }

    private synchronized byte[] takeNext() {
        isWriting = false;
        notifyAll();
        var _ = await(this::hasWork, FOR_EVER);
        isWriting = true;
        return take();
    }

    private byte[] take() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!bar.isEmpty() || !shownBar.isEmpty()) {
                bytes.writeBytes(ERASE_LINE.getBytes(CHARSET));
            }
            bytes.writeBytes(waiting.toByteArray());
            bytes.writeBytes(bar.getBytes(CHARSET));
            return bytes.toByteArray();
        } finally {
            waiting.reset();
            shownBar = bar;
            notifyAll();
        }
    }

    /**
     * Waits as a blocked write does, which no interrupt ends. Returns whether the condition holds.
     */
    private boolean await(BooleanSupplier condition, long nanos) {
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (!condition.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(this, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Assembles lines. Uses the console's lock. */
    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public void write(int oneByte) {
            write(new byte[] {(byte) oneByte}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            synchronized (Console.this) {
                for (int i = from; i < from + count; i++) {
                    line.write(bytes[i]);
                    if (bytes[i] == '\n') {
                        byte[] whole = line.toByteArray();
                        line.reset();
                        add(whole);
                    }
                }
            }
        }

        private void end() {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
