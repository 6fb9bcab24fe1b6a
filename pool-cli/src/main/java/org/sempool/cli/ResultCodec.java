package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.Codec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;
import org.sempool.wire.Utf8;

/**
 * Reads the bytes of a result. With the usual codecs they are the payload.
 *
 * @param users the handler's codec; null if that is a usual one
 * @param takesBytes whether its results are {@link ByteText}
 */
record ResultCodec(@Nullable Codec<String> users, boolean takesBytes) implements Codec<byte[]> {
    static ResultCodec like(Codec<String> users, boolean takesBytes) {
        return new ResultCodec(LineCodec.writesBytes(users) ? null : users, takesBytes);
    }

    @Override
    public void encode(byte[] result, PayloadWriter payload) {
        throw new UnsupportedOperationException("the command writes no results of jobs");
    }

    @Override
    public byte[] decode(PayloadReader payload) {
        if (users == null) {
            return payload.getBytes();
        }
        String result = users.decode(payload);
        return takesBytes ? ByteText.bytes(result) : Utf8.bytes(result);
    }
}
