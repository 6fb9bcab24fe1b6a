package org.sempool.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.sempool.Codec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Writes a job as {@link org.sempool.exec.CommandHandler} reads it.
 *
 * @param numbered whether the job's number comes first
 * @param single whether a line is one value, which therefore has no NUL
 */
record CommandCodec(boolean numbered, boolean single) implements Codec<Line> {
    @Override
    public void encode(Line line, PayloadWriter payload) {
        if (single && line.hasNul()) {
            throw new IllegalArgumentException(
                    "it contains a NUL, which no command can be given; if NULs separate the values,"
                            + " add --null");
        }
        if (numbered) {
            byte[] number = (line.ordinal() + "\0").getBytes(US_ASCII);
            payload.putBytes(number, 0, number.length);
        }
        line.writeTo(payload);
    }

    @Override
    public Line decode(PayloadReader payload) {
        throw new UnsupportedOperationException("the command reads no jobs");
    }
}
