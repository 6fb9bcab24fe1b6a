package org.sempool.codec;

import java.lang.foreign.MemorySegment;
import org.sempool.ByteText;
import org.sempool.Codec;
import org.sempool.wire.PayloadReader;
import org.sempool.wire.PayloadWriter;

/** The codecs behind {@link Codec}'s factories. */
public final class BuiltInCodecs {
    /** Byte arrays, unchanged. */
    public static final Codec<byte[]> BYTES =
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

    /** Strings as UTF-8. */
    public static final Codec<String> UTF8 =
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

    /** Strings that can stand for any bytes. */
    public static final Codec<String> BYTE_TEXT = Codec.of(ByteText::bytes, ByteText::of);

    /** Numbers, eight bytes each. */
    public static final Codec<Long> LONGS =
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

    /** Arrays of numbers, eight bytes each. */
    public static final Codec<long[]> LONG_ARRAYS =
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

    /** Memory segments, decoded as copies. */
    public static final Codec<MemorySegment> SEGMENTS =
            new Codec<>() {
                @Override
                public void encode(MemorySegment value, PayloadWriter payload) {
                    payload.putSegment(value);
                }

                @Override
                public MemorySegment decode(PayloadReader payload) {
                    return MemorySegment.ofArray(payload.getBytes());
                }
            };

    /** Memory segments, decoded as views of the transport's own memory. */
    public static final Codec<MemorySegment> SEGMENT_VIEWS =
            new Codec<>() {
                @Override
                public void encode(MemorySegment value, PayloadWriter payload) {
                    payload.putSegment(value);
                }

                @Override
                public MemorySegment decode(PayloadReader payload) {
                    return payload.rest();
                }
            };

    private BuiltInCodecs() {}
}
