package org.sempool.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file without a name: the kernel removes it, however the program ends. Bytes are appended, and
 * read in about the same order.
 */
final class OverflowFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OverflowFile.class);
    private static final int BUFFER_BYTES = 1 << 18;

    /** Not a channel, which an interrupt would close. */
    private final RandomAccessFile file;

    private long length;
    private byte[] buffer = {};
    private long bufferBegin;
    private int buffered;

    private OverflowFile(RandomAccessFile file) {
        this.file = file;
    }

    static OverflowFile create(Path directory) throws IOException {
        Path path = Files.createTempFile(directory, "pool-results-", "");
        try {
            return new OverflowFile(new RandomAccessFile(path.toFile(), "rw"));
        } finally {
            Files.delete(path);
        }
    }

    long length() {
        return length;
    }

    /** Appends bytes. If that fails, the next ones replace what of these was written. */
    void append(ByteBuffer... parts) throws IOException {
        long begin = length;
        file.seek(begin);
        long count = 0;
        for (ByteBuffer part : parts) {
            file.write(part.array(), part.arrayOffset() + part.position(), part.remaining());
            count += part.remaining();
        }
        length = begin + count;
    }

    byte[] read(long offset, int count) throws IOException {
        byte[] bytes = new byte[count];
        if (count > BUFFER_BYTES) {
            file.seek(offset);
            file.readFully(bytes);
            return bytes;
        }
        if (offset < bufferBegin || offset + count > bufferBegin + buffered) {
            fill(offset);
        }
        System.arraycopy(buffer, Math.toIntExact(offset - bufferBegin), bytes, 0, count);
        return bytes;
    }

    private void fill(long offset) throws IOException {
        if (buffer.length == 0) {
            buffer = new byte[BUFFER_BYTES];
        }
        buffered = 0;
        // Behind the end may be what an append has left that failed.
        int count = (int) Math.min(buffer.length, length - offset);
        file.seek(offset);
        file.readFully(buffer, 0, count);
        bufferBegin = offset;
        buffered = count;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("a file without a name was not closed", e);
        }
    }
}
