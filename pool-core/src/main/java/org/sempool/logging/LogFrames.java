package org.sempool.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * Records in a stream that carries what a worker and its children print, too. A record is one
 * frame, or several that follow each other:
 *
 * <pre>
 *   0  8 bytes  a mark
 *   8  byte     whether this is a record's first frame (1), its last one (2), or both
 *   9  short    the length of the content
 *  11  int      CRC-32 of the three fields around
 *  15  content
 * </pre>
 *
 * <p>A frame is written at once and is not longer than what the kernel writes to a pipe without
 * mixing it with other writes. So what is printed meanwhile, by this process or another, stands
 * before or behind it; and a kill leaves all of it or nothing.
 */
final class LogFrames {
    /** PIPE_BUF of Linux. */
    static final int MOST_BYTES = 4096;

    static final int HEADER_BYTES = 15;
    static final int MARK_BYTES = 8;
    static final byte FIRST = 1;
    static final byte LAST = 2;
    static final int FLAGS = 8;
    static final int LENGTH = 9;
    static final int CHECKSUM = 11;

    /** More than the longest record has. */
    static final int MOST_RECORD_BYTES = 1 << 18;

    private static final byte[] MARK = {1, 'S', 'e', 'm', 'L', 'o', 'g', 2};
    private static final Object LOCK = new Object();

    private LogFrames() {}

    /** Writes a record to this process's output, past whatever became of System.out. */
    static void write(LogRecord record) {
        byte[] content = record.encode();
        synchronized (LOCK) {
            try {
                write(content, new FileOutputStream(FileDescriptor.err));
            } catch (IOException noReader) {
                // The coordinator is gone, and so is this process soon.
            }
        }
    }

    /** Each write to the stream is a frame. */
    static void write(byte[] content, OutputStream stream) throws IOException {
        int most = MOST_BYTES - HEADER_BYTES;
        for (int from = 0; from == 0 || from < content.length; from += most) {
            int length = Math.min(most, content.length - from);
            int flags = (from == 0 ? FIRST : 0) | (from + length == content.length ? LAST : 0);
            ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + length);
            frame.put(MARK).put((byte) flags).putShort((short) length).putInt(0);
            frame.put(content, from, length);
            frame.putInt(CHECKSUM, checksum(frame.array(), 0, length));
            stream.write(frame.array());
        }
    }

    /** Whether this may be the beginning of a frame, as far as it is there. */
    static boolean mayBegin(byte[] bytes, int at, int end) {
        for (int i = 0; i < MARK_BYTES && at + i < end; i++) {
            if (bytes[at + i] != MARK[i]) {
                return false;
            }
        }
        return end - at <= LENGTH + 1 || length(bytes, at) <= MOST_BYTES - HEADER_BYTES;
    }

    static int length(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at + LENGTH]) << 8
                | Byte.toUnsignedInt(bytes[at + LENGTH + 1]);
    }

    static int checksum(byte[] bytes, int at, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, at, CHECKSUM);
        crc.update(bytes, at + HEADER_BYTES, length);
        return (int) crc.getValue();
    }
}
