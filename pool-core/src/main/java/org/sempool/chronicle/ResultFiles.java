package org.sempool.chronicle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of earlier sessions from which results are read. Some stay open, because the jobs of a
 * batch usually come in the order in which they were done. (These are no channels, which an
 * interrupt would close.)
 *
 * <p>Thread-safe.
 */
final class ResultFiles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultFiles.class);
    private static final int MOST_OPEN = 32;

    private final LinkedHashMap<Path, RandomAccessFile> open = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    /** Copies a record; returns null if it cannot be read or is damaged. */
    synchronized @Nullable RecordHeader read(
            Path path, long session, long offset, Message message) {
        try {
            RandomAccessFile file = open(path);
            byte[] start = new byte[RecordHeader.BYTES];
            file.seek(offset);
            file.readFully(start);
            RecordHeader header = RecordHeader.read(MemorySegment.ofArray(start), session);
            if (header == null) {
                return null;
            }
            byte[] payload = new byte[header.size()];
            file.readFully(payload);
            MemorySegment room = message.room(RecordHeader.BYTES + (long) payload.length);
            room.copyFrom(MemorySegment.ofArray(start));
            room.asSlice(RecordHeader.BYTES).copyFrom(MemorySegment.ofArray(payload));
            return message.open(room, session);
        } catch (IOException e) {
            LOG.warn("cannot read {}", path, e);
            return null;
        }
    }

    private RandomAccessFile open(Path path) throws IOException {
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
        RandomAccessFile file = open.get(path);
        if (file == null) {
            if (open.size() == MOST_OPEN) {
                close(open.pollFirstEntry().getValue());
            }
            file = new RandomAccessFile(path.toFile(), "r");
            open.put(path, file);
        }
        return file;
    }

    private static void close(RandomAccessFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("cannot close a file that was read", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        open.values().forEach(ResultFiles::close);
        open.clear();
    }
}
