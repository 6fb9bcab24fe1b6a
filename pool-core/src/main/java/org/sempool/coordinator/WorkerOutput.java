package org.sempool.coordinator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads what one worker prints, always and at once, so that the worker never waits to print. The
 * lines go on to a sink that does not block; the last ones are kept, as a death's last words.
 */
final class WorkerOutput {
    private static final int KEPT_LINES = 40;

    /** They are kept with each death, in exceptions that a program may collect. */
    private static final int KEPT_CHARS = 8192;

    private static final int LONGEST_LINE_BYTES = 4096;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{IsControl}&&[^\t]]");

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

    /** The last lines, oldest first. Waits a moment for those still in the pipe. */
    List<String> lastLines(Duration patience) {
        try {
            // Longer than a moment it may take if somebody else holds the pipe open.
            var _ = reader.join(patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (tail) {
            return List.copyOf(tail);
        }
    }

    private void read() {
        byte[] bytes = new byte[LONGEST_LINE_BYTES];
        byte[] line = new byte[LONGEST_LINE_BYTES];
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
        String text = UNPRINTABLE.matcher(raw.stripTrailing()).replaceAll("?");
        synchronized (tail) {
            tail.addLast(text);
            tailChars += text.length();
            while (tail.size() > KEPT_LINES || tailChars > KEPT_CHARS) {
                tailChars -= tail.removeFirst().length();
            }
        }
        sink.accept(text);
    }
}
