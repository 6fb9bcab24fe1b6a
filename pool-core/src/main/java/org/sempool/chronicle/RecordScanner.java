package org.sempool.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Finds the records in a file of a log that is no longer written to, even if the file is damaged.
 *
 * <p>The file is neither mapped nor read by Chronicle: a mapping of a truncated file would crash
 * the JVM, and Chronicle would trust damaged lengths, indexes and completion marks, or wait for
 * them. Each record itself says where it ends and whether it is intact; after anything else, the
 * scanner looks for the next record. (Chronicle begins messages at multiples of four bytes.)
 */
final class RecordScanner {
    private static final int ALIGNMENT = 4;
    private static final int WINDOW_BYTES = 1 << 22;

    /** Receives each record. */
    @FunctionalInterface
    interface Visitor {
        void record(long offset, RecordHeader header);
    }

    private final RandomAccessFile file;
    private final long session;
    private final long size;
    private byte[] window = new byte[WINDOW_BYTES];
    private MemorySegment memory = MemorySegment.ofArray(window);
    private long windowStart;
    private int windowSize;

    private RecordScanner(RandomAccessFile file, long session) throws IOException {
        this.file = file;
        this.session = session;
        this.size = file.length();
    }

    /** Visits all intact records of a session in a file, from an offset on. */
    static void scan(Path path, long session, long from, Visitor visitor) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            new RecordScanner(file, session).run(aligned(from), visitor);
        }
    }

    private static long aligned(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void run(long from, Visitor visitor) throws IOException {
        long offset = from;
        while (has(offset, RecordHeader.BYTES)) {
            long at = offset - windowStart;
            RecordHeader header =
                    RecordHeader.mayBeAt(memory, at)
                            ? RecordHeader.read(memory.asSlice(at, RecordHeader.BYTES), session)
                            : null;
            if (header == null) {
                offset += ALIGNMENT;
                continue;
            }
            long bytes = RecordHeader.BYTES + (long) header.size();
            if (has(offset, bytes)) {
                long payload = offset - windowStart + RecordHeader.BYTES;
                if (header.fits(memory.asSlice(payload, header.size()))) {
                    visitor.record(offset, header);
                    offset += aligned(bytes);
                    continue;
                }
            }
            // Other records may have overwritten it.
            offset += ALIGNMENT;
        }
    }

    /** Whether the file has so many bytes there; if so, they are then in the window. */
    private boolean has(long offset, long bytes) throws IOException {
        if (offset + bytes <= windowStart + windowSize) {
            return true;
        }
        if (offset + bytes > size) {
            return false;
        }
        if (bytes > window.length) {
            window = new byte[Math.toIntExact(bytes)];
            memory = MemorySegment.ofArray(window);
        }
        windowStart = offset;
        windowSize = 0;
        file.seek(offset);
        int read = 0;
        while (read >= 0 && windowSize < window.length) {
            windowSize += read;
            read = file.read(window, windowSize, window.length - windowSize);
        }
        return windowSize >= bytes;
    }
}
