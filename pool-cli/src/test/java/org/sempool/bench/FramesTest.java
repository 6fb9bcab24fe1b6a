package org.sempool.bench;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Specifies how messages travel on a stream. */
final class FramesTest {
    private static final int[] SIZES = {0, 1, 100, 65_531, 65_532, 65_533, 300_000, 0, 7};

    @Test
    void messagesOfAnySizeComeBackInOrder() throws IOException {
        byte[] stream = written();

        Frames.Reader reader = new Frames.Reader(new ByteArrayInputStream(stream));

        for (int size : SIZES) {
            assertTrue(reader.next());
            byte[] message =
                    Arrays.copyOfRange(
                            reader.array(), reader.offset(), reader.offset() + reader.length());
            assertArrayEquals(message(size), message);
        }
        assertFalse(reader.next());
    }

    @Test
    void aStreamThatEndsWithinAMessageIsAnError() throws IOException {
        byte[] stream = written();
        byte[] cut = Arrays.copyOf(stream, stream.length - 1);
        Frames.Reader reader = new Frames.Reader(new ByteArrayInputStream(cut));

        for (int i = 1; i < SIZES.length; i++) {
            assertTrue(reader.next());
        }
        assertThrows(EOFException.class, reader::next);
    }

    private static byte[] written() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        Frames.Writer writer = new Frames.Writer(stream);
        for (int size : SIZES) {
            byte[] message = message(size);
            writer.write(message, 0, message.length);
        }
        writer.flush();
        return stream.toByteArray();
    }

    private static byte[] message(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
