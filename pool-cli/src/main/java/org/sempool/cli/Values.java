package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.exec.CommandJob;

/** Jobs of several values: the columns of a line, those of several lines, or both. */
final class Values implements LineSource {
    private final LineSource source;
    private final @Nullable Pattern separator;
    private final int most;
    private final boolean joined;
    private final Line first = new Line();
    private final Line other = new Line();
    private final Buffer buffer = new Buffer();

    /** Lets its array be read. */
    private static final class Buffer extends ByteArrayOutputStream {
        byte[] array() {
            return buf;
        }
    }

    /**
     * @param separator what separates columns; null if a value has only one
     * @param most how many lines make a job
     * @param joined whether a line has values already, with NULs between them
     */
    Values(LineSource source, @Nullable Pattern separator, int most, boolean joined) {
        this.source = source;
        this.separator = separator;
        this.most = most;
        this.joined = joined;
    }

    @Override
    public boolean next(Line line) throws IOException {
        if (!source.next(first)) {
            return false;
        }
        buffer.reset();
        boolean hasNul = add(first);
        for (int i = 1; i < most && source.next(other); i++) {
            buffer.write(CommandJob.SEPARATOR);
            hasNul |= add(other);
        }
        String problem = hasNul ? CommandCodec.HAS_NUL : null;
        line.setJoined(first, buffer.array(), buffer.size(), problem);
        return true;
    }

    /** Returns whether it has a NUL within a value. */
    private boolean add(Line line) {
        byte[] bytes = line.bytes();
        String text = String.join("\0", columns(bytes, separator));
        buffer.writeBytes(separator == null ? bytes : text.getBytes(ISO_8859_1));
        return !joined && line.hasNul();
    }

    /** The columns of a line, or of each of its values; each byte a character. */
    static List<String> columns(byte[] line, @Nullable Pattern separator) {
        List<String> values = CommandJob.split(line);
        if (separator == null) {
            return values;
        }
        List<String> columns = new ArrayList<>();
        for (String value : values) {
            for (String column : separator.split(value, -1)) {
                columns.add(column.strip());
            }
        }
        return columns;
    }

    @Override
    public void close() {
        source.close();
    }
}
