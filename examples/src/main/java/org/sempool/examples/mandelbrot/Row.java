package org.sempool.examples.mandelbrot;

import java.nio.ByteBuffer;
import org.sempool.Codec;

/**
 * A job: one row of the picture.
 *
 * @param y which, from the top
 * @param width of the picture, in pixels
 * @param height of the picture, in pixels
 */
record Row(int y, int width, int height) {
    /** How it travels. */
    static final Codec<Row> CODEC = Codec.of(Row::toBytes, Row::fromBytes);

    private byte[] toBytes() {
        return ByteBuffer.allocate(3 * Integer.BYTES)
                .putInt(y)
                .putInt(width)
                .putInt(height)
                .array();
    }

    private static Row fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Row(buffer.getInt(), buffer.getInt(), buffer.getInt());
    }
}
