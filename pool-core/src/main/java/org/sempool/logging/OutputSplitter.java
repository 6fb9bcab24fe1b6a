package org.sempool.logging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Splits what a worker writes into lines and log records. */
public final class OutputSplitter {
    private static final int MAX_LINE_BYTES = 4096;

    /** Receives the parts in their order. */
    public interface Sink {
        /** A line without its end, or a piece of a very long one. */
        void line(String text);

        void record(LogRecord logged);
    }

    private final Sink sink;

    /** What was read and not yet understood: at most an incomplete frame, and one read more. */
    private final byte[] bytes = new byte[2 * LogFrames.MOST_BYTES];

    private int count;
    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int lineLength;
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private boolean isInRecord;

    public OutputSplitter(Sink sink) {
        this.sink = sink;
    }

    /** Reads a stream to its end. */
    public void read(InputStream stream) {
        try (stream) {
            int read;
            while ((read = stream.read(bytes, count, bytes.length - count)) >= 0) {
                count += read;
                split(false);
            }
        } catch (IOException e) {
            sink.line("(the output cannot be read any further: " + e + ")");
        }
        split(true);
        if (lineLength > 0) {
            endLine();
        }
        if (isInRecord) {
            sink.line("(the rest of a log record is missing)");
        }
    }

    private void split(boolean isEnd) {
        int at = 0;
        while (at < count) {
            if (bytes[at] != 1 || !LogFrames.mayBegin(bytes, at, count)) {
                text(bytes[at++]);
                continue;
            }
            boolean hasLength = count - at >= LogFrames.HEADER_BYTES;
            int size = LogFrames.HEADER_BYTES + (hasLength ? LogFrames.length(bytes, at) : 0);
            if (count - at < size) {
                if (!isEnd) {
                    break;
                }
                text(bytes[at++]);
            } else if (isFrame(at, size)) {
                frame(at, size);
                at += size;
            } else {
                text(bytes[at++]);
            }
        }
        System.arraycopy(bytes, at, bytes, 0, count - at);
        count -= at;
    }

    private boolean isFrame(int at, int size) {
        return ByteBuffer.wrap(bytes).getInt(at + LogFrames.CHECKSUM)
                == LogFrames.checksum(bytes, at, size - LogFrames.HEADER_BYTES);
    }

    private void frame(int at, int size) {
        int flags = bytes[at + LogFrames.FLAGS];
        if ((flags & LogFrames.FIRST) != 0) {
            record.reset();
            isInRecord = true;
        }
        if (!isInRecord) {
            return;
        }
        record.write(bytes, at + LogFrames.HEADER_BYTES, size - LogFrames.HEADER_BYTES);
        if ((flags & LogFrames.LAST) != 0) {
            isInRecord = false;
            endRecord();
        } else if (record.size() > LogFrames.MOST_RECORD_BYTES) {
            isInRecord = false;
            record.reset();
        }
    }

    private void endRecord() {
        try {
            sink.record(LogRecord.decode(record.toByteArray()));
        } catch (IOException e) {
            sink.line("(a log record cannot be read: " + e + ")");
        }
        record.reset();
    }

    private void text(byte each) {
        if (each != '\n') {
            line[lineLength++] = each;
        }
        if (each == '\n' || lineLength == line.length) {
            endLine();
        }
    }

    private void endLine() {
        sink.line(new String(line, 0, lineLength, StandardCharsets.UTF_8));
        lineLength = 0;
    }
}
