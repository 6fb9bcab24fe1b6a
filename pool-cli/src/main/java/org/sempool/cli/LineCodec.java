package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import org.sempool.Codec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/**
 * Writes a line as the handler's codec does. With the usual codecs its bytes are the payload, so
 * they need not become a string first.
 *
 * @param users the handler's codec; null if that is a usual one
 */
record LineCodec(@Nullable Codec<String> users) implements Codec<Line> {
    static LineCodec like(Codec<String> users) {
        return new LineCodec(writesBytes(users) ? null : users);
    }

    /** Whether the payload of a codec is what the text stands for. */
    static boolean writesBytes(Codec<String> codec) {
        return codec.equals(Codec.utf8()) || codec.equals(Codec.byteText());
    }

    @Override
    public void encode(Line line, PayloadWriter payload) {
        if (users == null) {
            line.writeTo(payload);
        } else {
            users.encode(line.text(), payload);
        }
    }

    @Override
    public Line decode(PayloadReader payload) {
        throw new UnsupportedOperationException("the command reads no jobs");
    }
}
