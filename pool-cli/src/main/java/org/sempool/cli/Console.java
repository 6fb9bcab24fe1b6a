package org.sempool.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Standard error as this command uses it: whole lines and, on a terminal, a bar that stays below
 * them. The whole process writes through it, including the log and the user's code, so lines and
 * the bar never mix. If results go to the same terminal, they do so {@linkplain #writeResults
 * through it}, too: it alone writes to the screen.
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

    /** Where the bytes go. */
    interface Terminal {
        /** May block. */
        void write(byte[] bytes) throws IOException;

        /** How many characters fit a line; 0 if that is not known. */
        default int columns() {
            return 0;
        }
    }

    private final Terminal terminal;
    private final boolean isTerminal;

    /** Held while the screen is written, which may block; taken before this object's own lock. */
    private final ReentrantLock screen = new ReentrantLock();

    private final List<Lines> sources = new ArrayList<>();
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private String bar = "";
    private String shownBar = "";

    /** Whether the last result on the screen has no line end: the bar waits until it has. */
    private boolean isWithinLine;

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
        Console console =
                new Console(
                        new StandardError(new Descriptor(STANDARD_ERROR)),
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

    /** How wide a bar may be at present: the last column would make some terminals wrap. */
    int columns() {
        int columns = terminal.columns();
        return (columns > 0 ? columns : DEFAULT_COLUMNS) - 1;
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

    /**
     * Writes results to the terminal that this console has, too: the bar is erased before them, and
     * drawn again if they end with a line. Blocks as the write does.
     *
     * @return how many bytes were written
     */
    long writeResults(MemorySegment bytes, Sink results) throws IOException {
        screen.lock();
        try {
            write(take(false));
            long count = results.write(bytes);
            boolean endsLine = bytes.get(ValueLayout.JAVA_BYTE, count - 1) == '\n';
            synchronized (this) {
                isWithinLine = !endsLine;
            }
            return count;
        } finally {
            write(take(true));
            screen.unlock();
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
        return waiting.size() > 0 || !barToShow().equals(shownBar);
    }

    private String barToShow() {
        return isWithinLine ? "" : bar;
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
                // Who writes results takes this object's lock second, and then writes this, too.
                if (screen.tryLock()) {
                    try {
                        write(take(true));
                    } finally {
                        screen.unlock();
                    }
                }
            }
        }
        notifyAll();
    }

    private void writeAll() {
        while (true) {
            try {
                awaitWork();
                screen.lock();
                try {
                    write(take(true));
                } finally {
                    screen.unlock();
                }
            } catch (OutOfMemoryError lost) {
                // Memory may be available again for the next line.
            }
        }
    }

    private void write(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            terminal.write(bytes);
        } catch (IOException nobodyCanBeTold) {
            // Nothing more can be said; the exit code has to suffice.
        }
    }

    private synchronized void awaitWork() {
        isWriting = false;
        notifyAll();
        var _ = await(this::hasWork, FOR_EVER);
        isWriting = true;
    }

    /** What the screen lacks. Only for the holder of the screen's lock, who has to write it. */
    private synchronized byte[] take(boolean withBar) {
        String nextBar = withBar ? barToShow() : "";
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (waiting.size() == 0 && nextBar.equals(shownBar)) {
                return bytes.toByteArray();
            }
            if (isWithinLine) {
                // There is no bar, so there are lines.
                bytes.write('\n');
                isWithinLine = false;
                nextBar = withBar ? bar : "";
            } else if (!nextBar.isEmpty() || !shownBar.isEmpty()) {
                bytes.writeBytes(ERASE_LINE.getBytes(CHARSET));
            }
            bytes.writeBytes(waiting.toByteArray());
            bytes.writeBytes(nextBar.getBytes(CHARSET));
            return bytes.toByteArray();
        } finally {
            waiting.reset();
            shownBar = nextBar;
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

    private record StandardError(Descriptor descriptor) implements Terminal {
        @Override
        public void write(byte[] bytes) throws IOException {
            descriptor.writeAll(bytes, 0, bytes.length);
        }

        @Override
        public int columns() {
            return descriptor.columns();
        }
    }
}
