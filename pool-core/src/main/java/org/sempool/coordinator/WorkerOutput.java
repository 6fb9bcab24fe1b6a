package org.sempool.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads the output of one worker at once, so that the worker never waits to print. The lines go to
 * a sink that does not block; the last ones are kept, to explain a death.
 */
final class WorkerOutput {
    private static final int KEPT_LINES = 40;

    /** Bounds the memory of exceptions, which contain the lines and which a program may collect. */
    private static final int KEPT_CHARS = 8192;

    private static final int MAX_LINE_BYTES = 4096;

    private final InputStream stream;
    private final Consumer<String> sink;
    private final Deque<String> tail = new ArrayDeque<>();
    private int tailChars;
    private final Thread reader;

    WorkerOutput(String name, InputStream stream, Consumer<String> sink) {
        this.stream = stream;
        this.sink = sink;
        this.reader = Thread.ofPlatform().daemon().name(name).start(this::read);
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

    private void read() {
        byte[] bytes = new byte[MAX_LINE_BYTES];
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        try (stream) {
            int count;
            while ((count = stream.read(bytes)) >= 0) {
                for (int i = 0; i < count; i++) {
                    boolean ends = bytes[i] == '\n';
                    if (!ends) {
                        line[length++] = bytes[i];
                    }
                    if (ends || length == line.length) {
                        emit(new String(line, 0, length, StandardCharsets.UTF_8));
                        length = 0;
                    }
                }
            }
        } catch (IOException e) {
            emit("(the output cannot be read any further: " + e + ")");
        }
        if (length > 0) {
            emit(new String(line, 0, length, StandardCharsets.UTF_8));
        }
    }

    private void emit(String raw) {
        String text = printable(raw.stripTrailing());
        synchronized (tail) {
            tail.addLast(text);
            tailChars += text.length();
            while (tail.size() > KEPT_LINES || tailChars > KEPT_CHARS) {
                tailChars -= tail.removeFirst().length();
            }
        }
        sink.accept(text);
    }

    /** Most lines have nothing to replace, and are not copied. */
    private static String printable(String line) {
        for (int i = 0; i < line.length(); i++) {
            if (isUnprintable(line.charAt(i))) {
                return replaceUnprintable(line, i);
            }
        }
        return line;
    }

    private static String replaceUnprintable(String line, int from) {
        StringBuilder text = new StringBuilder(line);
        for (int i = from; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i))) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }

    private static boolean isUnprintable(char c) {
        return c != '\t' && Character.isISOControl(c);
    }
}
