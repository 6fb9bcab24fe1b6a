package org.sempool;

import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** The codecs behind {@link Codec}'s factories. */
final class BuiltInCodecs {
    static final Codec<byte[]> BYTES =
            new Codec<>() {
                @Override
                public void encode(byte[] value, PayloadWriter payload) {
                    payload.putBytes(value);
                }

                @Override
                public byte[] decode(PayloadReader payload) {
                    return payload.getBytes();
                }
            };

    static final Codec<String> UTF8 =
            new Codec<>() {
                @Override
                public void encode(String value, PayloadWriter payload) {
                    payload.putUtf8(value);
                }

                @Override
                public String decode(PayloadReader payload) {
                    return payload.getUtf8();
                }
            };

    static final Codec<Long> LONGS =
            new Codec<>() {
                @Override
                public void encode(Long value, PayloadWriter payload) {
                    payload.putLong(value);
                }

                @Override
                public Long decode(PayloadReader payload) {
                    return payload.getLong();
                }
            };

    static final Codec<long[]> LONG_ARRAYS =
            new Codec<>() {
                @Override
                public void encode(long[] value, PayloadWriter payload) {
                    payload.putLongs(value);
                }

                @Override
                public long[] decode(PayloadReader payload) {
                    return payload.getLongs();
                }
            };

    private BuiltInCodecs() {}
}
