package org.sempool.coordinator;

import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.sempool.logging.LogRecord;
import org.sempool.logging.OutputSplitter;
import org.sempool.logging.Printable;

/**
 * Reads the output of one worker at once, so that the worker never waits to print. The lines and
 * log records go to a sink that does not block; the last ones are kept, to explain a death.
 */
final class WorkerOutput implements OutputSplitter.Sink {
    /** Where the output goes. */
    interface Sink extends CrashBanner.Target {
        void record(LogRecord logged);
    }

    private static final int KEPT_LINES = 40;

    /** Bounds the memory of exceptions, which contain the lines and which a program may collect. */
    private static final int KEPT_CHARS = 8192;

    private final Sink sink;
    private final CrashBanner banner;
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailChars;
    private final Thread reader;

    WorkerOutput(String name, InputStream stream, Sink sink) {
        this.sink = sink;
        this.banner = new CrashBanner(sink);
        OutputSplitter splitter = new OutputSplitter(this);
        this.reader =
                Thread.ofPlatform()
                        .daemon()
                        .name(name)
                        .start(
                                () -> {
                                    splitter.read(stream);
                                    banner.release();
                                });
    }

    /** The last lines, oldest first. Waits briefly for those still in the pipe. */
    List<String> lastLines(Duration patience) {
        try {
            // Bounded, since another process may hold the pipe open.
            var _ = reader.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }

    @Override
    public void line(String raw) {
        String text = Printable.line(raw.stripTrailing());
        keep(text);
        banner.line(text);
    }

    @Override
    public void record(LogRecord logged) {
        logged.toString().lines().forEach(this::keep);
        banner.release();
        sink.record(logged);
    }

    private void keep(String text) {
        synchronized (tail) {
            tail.addLast(text);
            tailChars += text.length();
            while (tail.size() > KEPT_LINES || tailChars > KEPT_CHARS) {
                tailChars -= tail.removeFirst().length();
            }
        }
    }
}
