package org.sempool.logging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An event that was logged in a worker. Long texts are cut.
 *
 * @param level a level in SLF4J's numbers
 * @param millis when, in milliseconds since 1970
 * @param job the number of the job that ran then, or 0
 * @param jobName that job's name, if it has one
 * @param thread the name of the thread
 * @param logger the name of the logger
 * @param message the message, with its arguments
 * @param throwable the stack trace of what was logged with it, if there was any
 * @param context what the handler has put into the MDC
 */
public record LogRecord(
        int level,
        long millis,
        long job,
        @Nullable String jobName,
        String thread,
        String logger,
        String message,
        @Nullable String throwable,
        Map<String, String> context) {
    public static final int TRACE = 0;
    public static final int DEBUG = 10;
    public static final int INFO = 20;
    public static final int WARN = 30;
    public static final int ERROR = 40;

    private static final int MOST_NAME_CHARS = 256;
    private static final int MOST_TEXT_CHARS = 16_000;
    private static final int MOST_CONTEXT = 32;
    private static final String CUT = " ... (cut)";

    /** As bytes that {@link #decode} reads. */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(level);
            out.writeLong(millis);
            out.writeLong(job);
            put(out, jobName, MOST_NAME_CHARS);
            put(out, thread, MOST_NAME_CHARS);
            put(out, logger, MOST_NAME_CHARS);
            put(out, message, MOST_TEXT_CHARS);
            put(out, throwable, MOST_TEXT_CHARS);
            int left = Math.min(context.size(), MOST_CONTEXT);
            out.writeInt(left);
            for (Map.Entry<String, String> entry : context.entrySet()) {
                if (left-- > 0) {
                    put(out, entry.getKey(), MOST_NAME_CHARS);
                    put(out, entry.getValue(), MOST_NAME_CHARS);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void put(DataOutputStream out, @Nullable String text, int most)
            throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        String cut = text.length() > most ? text.substring(0, most) + CUT : text;
        byte[] bytes = cut.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /**
     * Reads what {@link #encode} wrote. Control characters that could change a terminal are
     * replaced.
     *
     * @throws IOException if the bytes are something else
     */
    static LogRecord decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int level = in.readInt();
        long millis = in.readLong();
        long job = in.readLong();
        String jobName = name(in);
        String thread = name(in);
        String logger = name(in);
        String message = text(in);
        String throwable = text(in);
        Map<String, String> context = new TreeMap<>();
        int entries = in.readInt();
        for (int i = 0; i < entries; i++) {
            context.put(orEmpty(name(in)), orEmpty(name(in)));
        }
        return new LogRecord(
                level,
                millis,
                job,
                jobName,
                orEmpty(thread),
                orEmpty(logger),
                orEmpty(message),
                throwable,
                context);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static @Nullable String name(DataInputStream in) throws IOException {
        String text = read(in);
        return text == null ? null : Printable.line(text);
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        String text = read(in);
        return text == null ? null : Printable.lines(text);
    }

    private static @Nullable String read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length > in.available()) {
            throw new IOException("a text of " + length + " bytes is not there");
        }
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** How many characters it has, roughly. */
    public int size() {
        return message.length() + (throwable == null ? 0 : throwable.length());
    }

    /** The message with the stack trace, if there is one. */
    public String text() {
        return throwable == null ? message : message + "\n" + throwable.stripTrailing();
    }

    /** As a log shows it. May have several lines. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%tT.%<tL %-5s [%s] %s: %s",
                millis,
                name(level),
                thread,
                logger,
                text());
    }

    private static String name(int level) {
        if (level >= ERROR) {
            return "ERROR";
        }
        if (level >= WARN) {
            return "WARN";
        }
        if (level >= INFO) {
            return "INFO";
        }
        return level >= DEBUG ? "DEBUG" : "TRACE";
    }
}
