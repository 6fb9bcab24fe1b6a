package org.sempool.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.sempool.wire.PayloadWriter;

/**
 * Reads lines of UTF-8. Each ends with a line feed, with a carriage return and a line feed, or with
 * another given byte; the last line may lack its end. A byte order mark at the start is not part of
 * the first line.
 *
 * <p>A line that is not UTF-8 is a problem of that line alone, unless the handler takes bytes: the
 * following lines are read as usual.
 */
final class LineReader implements LineSource {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final byte[] UTF_8_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final byte[] UTF_16_MARK = {(byte) 0xFE, (byte) 0xFF};
    private static final byte[] UTF_16_LE_MARK = {(byte) 0xFF, (byte) 0xFE};

    private final String name;
    private final InputStream stream;
    private final byte lineEnd;
    private final boolean takesBytes;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int start;
    private int end;
    private long number;
    private boolean begun;

    /**
     * @param lineEnd what each line ends with
     * @param takesBytes whether a line may be other than UTF-8
     */
    LineReader(String name, InputStream stream, byte lineEnd, boolean takesBytes) {
        this.name = name;
        this.stream = stream;
        this.lineEnd = lineEnd;
        this.takesBytes = takesBytes;
    }

    @Override
    public boolean next(Line line) throws IOException {
        int searched = start;
        while (true) {
            int at = ByteSearch.indexOf(buffer, searched, end, lineEnd);
            if (at >= 0) {
                set(line, at);
                start = at + 1;
                return true;
            }
            searched = end - start;
            makeRoom();
            int count = read();
            if (count < 0) {
                skipMarkOnce(end);
                if (start == end) {
                    return false;
                }
                set(line, end);
                start = end;
                return true;
            }
            end += count;
        }
    }

    private int read() throws IOException {
        try {
            return stream.read(buffer, end, buffer.length - end);
        } catch (IOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** Moves the unread bytes to the front; if that makes no room, takes a larger buffer. */
    private void makeRoom() throws IOException {
        int length = end - start;
        if (length == buffer.length) {
            if (length >= PayloadWriter.MAX_BYTES) {
                throw new IOException(name + ":" + (number + 1) + " is longer than 1 GiB");
            }
            buffer = Arrays.copyOf(buffer, 2 * length);
        } else {
            System.arraycopy(buffer, start, buffer, 0, length);
            start = 0;
            end = length;
        }
    }

    private void set(Line line, int behind) throws IOException {
        number++;
        skipMarkOnce(behind);
        int length = behind - start;
        if (length > 0 && behind < end && lineEnd == '\n' && buffer[behind - 1] == '\r') {
            length--;
        }
        line.set(name, number, buffer, start, length, takesBytes);
    }

    private void skipMarkOnce(int behind) throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        if (startsWith(UTF_8_MARK, behind)) {
            start += UTF_8_MARK.length;
        } else if (!takesBytes
                && (startsWith(UTF_16_MARK, behind) || startsWith(UTF_16_LE_MARK, behind))) {
            throw new IOException(
                    name + " is UTF-16; convert it to UTF-8, as with iconv -f UTF-16 -t UTF-8");
        }
    }

    /** Whether a file with these first bytes has nothing else than a byte order mark. */
    static boolean isOnlyMark(byte[] first, long size) {
        return size == UTF_8_MARK.length
                && Arrays.equals(first, 0, UTF_8_MARK.length, UTF_8_MARK, 0, UTF_8_MARK.length);
    }

    private boolean startsWith(byte[] mark, int behind) {
        return behind - start >= mark.length
                && Arrays.equals(buffer, start, start + mark.length, mark, 0, mark.length);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UsageException("cannot close " + name + ": " + e.getMessage(), e);
        }
    }
}
