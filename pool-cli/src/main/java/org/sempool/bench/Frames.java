package org.sempool.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/**
 * Messages on a stream: a length, then that many bytes. They are written in batches: the stream
 * gets them when the buffer is full, or when there is nothing more to send for now.
 */
final class Frames {
    private static final int BUFFER_BYTES = 1 << 16;

    private Frames() {}

    /** Belongs to one thread. */
    static final class Writer {
        private final OutputStream stream;
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

        Writer(OutputStream stream) {
            this.stream = stream;
        }

        void write(byte[] bytes, int from, int length) throws IOException {
            if (buffer.remaining() < Integer.BYTES + length) {
                flush();
                if (buffer.capacity() < Integer.BYTES + length) {
                    buffer = ByteBuffer.allocate(Integer.BYTES + length);
                }
            }
            buffer.putInt(length).put(bytes, from, length);
        }

        void flush() throws IOException {
            if (buffer.position() > 0) {
                stream.write(buffer.array(), 0, buffer.position());
                stream.flush();
                buffer.clear();
            }
        }
    }

    /** Belongs to one thread. */
    static final class Reader {
        private final InputStream stream;
        private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        private int length;

        Reader(InputStream stream) {
            this.stream = stream;
        }

        /** Whether a whole message is here, so that {@link #next} does not wait. */
        boolean hasNext() {
            if (buffer.remaining() < Integer.BYTES) {
                return false;
            }
            return buffer.remaining() >= Integer.BYTES + buffer.getInt(buffer.position());
        }

        /** Waits for a message, or returns false at the end of the stream. */
        boolean next() throws IOException {
            while (!hasNext()) {
                if (!fill()) {
                    return false;
                }
            }
            length = buffer.getInt();
            buffer.position(buffer.position() + length);
            return true;
        }

        private boolean fill() throws IOException {
            int wanted =
                    buffer.remaining() < Integer.BYTES
                            ? Integer.BYTES
                            : Integer.BYTES + buffer.getInt(buffer.position());
            if (wanted > buffer.capacity()) {
                buffer = ByteBuffer.allocate(wanted).put(buffer).flip();
            }
            buffer.compact();
            int count = stream.read(buffer.array(), buffer.position(), buffer.remaining());
            boolean more = count > 0;
            if (!more && buffer.position() > 0) {
                throw new EOFException("the stream ends within a message");
            }
            buffer.position(buffer.position() + Math.max(count, 0)).flip();
            return more;
        }

        byte[] array() {
            return buffer.array();
        }

        int offset() {
            return buffer.position() - length;
        }

        int length() {
            return length;
        }
    }
}
