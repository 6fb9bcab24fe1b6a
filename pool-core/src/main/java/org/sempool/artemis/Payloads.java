package org.sempool.artemis;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.PayloadFormatException;
import org.sempool.wire.PayloadWriter;

/**
 * Payloads in messages. A small one is the message's body. A large one is streamed, and is in a
 * file on either side: neither program nor broker has all of it in memory.
 */
final class Payloads {
    /** From this size on, Artemis streams a message. */
    static final int LARGE_BYTES = 100 * 1024;

    /** Up to this size, a payload is in memory. */
    static final int MEMORY_BYTES = 1 << 20;

    private static final String INPUT = "JMS_AMQ_InputStream";
    private static final String OUTPUT = "JMS_AMQ_SaveStream";
    private static final int CHUNK_BYTES = 64 * 1024;

    private Payloads() {}

    /** A payload that was received, in memory or in a file; closing it drops it. */
    record Received(MemorySegment bytes, @Nullable Arena arena) implements AutoCloseable {
        static final Received NOTHING = new Received(MemorySegment.NULL, null);

        @Override
        public void close() {
            if (arena != null && arena.scope().isAlive()) {
                arena.close();
            }
        }
    }

    /** A file without a name, which goes with the process however that ends. */
    static RandomAccessFile unnamedFile() throws IOException {
        Path path = Files.createTempFile("sempool-", ".payload");
        try {
            return new RandomAccessFile(path.toFile(), "rw");
        } catch (FileNotFoundException e) {
            throw new IOException("cannot open " + path, e);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** Sets a message's body. The bytes must stay as they are until the message is sent. */
    static void set(BytesMessage message, MemorySegment bytes) throws JMSException {
        if (bytes.byteSize() >= LARGE_BYTES) {
            message.setObjectProperty(INPUT, new SegmentStream(bytes));
            return;
        }
        byte[] copy = bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        message.writeBytes(copy);
    }

    /**
     * Reads a message's body.
     *
     * @throws PayloadFormatException if it is larger than any payload may be
     */
    static Received get(BytesMessage message) throws JMSException, IOException {
        long size = message.getBodyLength();
        if (size > PayloadWriter.MAX_BYTES) {
            throw new PayloadFormatException(
                    "a payload of "
                            + size
                            + " bytes is too large: the limit is "
                            + PayloadWriter.MAX_BYTES
                            + " bytes (1 GiB)");
        }
        if (size > MEMORY_BYTES) {
            return getLarge(message, size);
        }
        byte[] bytes = new byte[(int) size];
        int read = size == 0 ? 0 : message.readBytes(bytes);
        if (read != size) {
            throw new PayloadFormatException("a message of " + size + " bytes has only " + read);
        }
        // Not closed by hand: most payloads are small, and this memory is freed with the object.
        MemorySegment memory = Arena.ofAuto().allocate(Math.max(1, size), Long.BYTES);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, size);
        return new Received(memory.asSlice(0, size), null);
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with what it maps
    private static Received getLarge(BytesMessage message, long size)
            throws JMSException, IOException {
        try (RandomAccessFile file = unnamedFile()) {
            message.setObjectProperty(OUTPUT, new FileOutput(file, size));
            if (file.length() != size) {
                throw new IOException("a message of " + size + " bytes has only " + file.length());
            }
            Arena arena = Arena.ofShared();
            try {
                return new Received(
                        file.getChannel().map(FileChannel.MapMode.READ_ONLY, 0, size, arena),
                        arena);
            } catch (Throwable e) {
                arena.close();
                throw e;
            }
        }
    }

    /** Writes to a file without a channel, which an interrupt would close. */
    private static final class FileOutput extends OutputStream {
        private final RandomAccessFile file;
        private final long most;
        private long written;

        FileOutput(RandomAccessFile file, long most) {
            this.file = file;
            this.most = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            written += length;
            if (written > most) {
                throw new IOException("a message has more than its " + most + " bytes");
            }
            file.write(bytes, offset, length);
        }
    }

    /** Reads memory. */
    private static final class SegmentStream extends java.io.InputStream {
        private final MemorySegment bytes;
        private long position;

        SegmentStream(MemorySegment bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            long left = bytes.byteSize() - position;
            if (left == 0 && length > 0) {
                return -1;
            }
            int count = (int) Math.min(Math.min(left, length), CHUNK_BYTES);
            MemorySegment.copy(bytes, position, MemorySegment.ofArray(into), offset, count);
            position += count;
            return count;
        }
    }
}
