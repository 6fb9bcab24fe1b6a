package org.sempool.wire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Encodes text strictly. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Encodes a string in UTF-8. Unlike {@link String#getBytes}, this does not replace unpaired
     * surrogates with question marks.
     *
     * @param text the string
     * @return its UTF-8
     * @throws IllegalArgumentException if it has an unpaired surrogate
     */
    public static byte[] bytes(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (Character.isSurrogate(text.charAt(at))) {
                requirePair(text, at);
                at++;
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void requirePair(String text, int at) {
        int character = text.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(character)) {
            throw new IllegalArgumentException(
                    "the text is not Unicode: it has an unpaired surrogate, U+"
                            + Integer.toHexString(character).toUpperCase(Locale.ROOT)
                            + ", as character "
                            + (at + 1)
                            + " of "
                            + text.length());
        }
    }
}
