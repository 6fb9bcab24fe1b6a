package org.sempool;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.sempool.wire.Utf8;

/**
 * Strings that can stand for any bytes. Valid UTF-8 is decoded as usual; every other byte becomes
 * one of the characters U+DC80 to U+DCFF, which is the byte plus U+DC00. In proper text these
 * characters never stand alone, so different bytes give different strings, and each string gives
 * its bytes back.
 *
 * <p>The strings can be searched and concatenated. Any other encoder turns such a character into
 * {@code ?} or fails. Python calls this {@code surrogateescape} (PEP 383).
 */
public final class ByteText {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int FIRST = 0x80;
    private static final int LAST = 0xFF;

    private ByteText() {}

    /**
     * Returns the string for an array of bytes.
     *
     * @param bytes the bytes
     * @return the string
     */
    public static String of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /**
     * Returns the string for a part of an array.
     *
     * @param bytes the array
     * @param from the index of the first byte
     * @param count the number of bytes
     * @return the string
     */
    public static String of(byte[] bytes, int from, int count) {
        String text = new String(bytes, from, count, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : decode(ByteBuffer.wrap(bytes, from, count));
    }

    private static String decode(ByteBuffer bytes) {
        // There are at most as many characters as bytes: a code point of two has four bytes.
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        for (var result = decoder.decode(bytes, text, true);
                result.isMalformed();
                result = decoder.reset().decode(bytes, text, true)) {
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (Character.MIN_LOW_SURROGATE + (bytes.get() & LAST)));
            }
        }
        return text.flip().toString();
    }

    /**
     * Returns the bytes that a string stands for: of proper text, its UTF-8.
     *
     * @param text the string
     * @return the bytes
     * @throws IllegalArgumentException if the string has any other unpaired surrogate
     */
    public static byte[] bytes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (Utf8.isAscii(text, utf8)) {
            return utf8;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(utf8.length);
        int from = 0;
        for (int at = 0; at < text.length(); at += Character.charCount(text.codePointAt(at))) {
            if (isByte(text.codePointAt(at))) {
                bytes.writeBytes(Utf8.bytes(text.substring(from, at)));
                bytes.write(text.charAt(at) - Character.MIN_LOW_SURROGATE);
                from = at + 1;
            }
        }
        byte[] rest = Utf8.bytes(text.substring(from));
        if (from == 0) {
            return rest;
        }
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }

    /**
     * Returns whether a character stands for a byte that is not UTF-8.
     *
     * @param codePoint a character of a string, as in {@link String#codePoints}
     * @return true for U+DC80 to U+DCFF
     */
    public static boolean isByte(int codePoint) {
        return codePoint >= Character.MIN_LOW_SURROGATE + FIRST
                && codePoint <= Character.MIN_LOW_SURROGATE + LAST;
    }
}
