package org.sempool.progress;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts text to a number of bytes. */
final class CutText {
    private CutText() {}

    /**
     * The beginning of a text in UTF-8, cut between two characters.
     *
     * @param text the text; an unpaired surrogate becomes a question mark
     * @param most how many bytes there may be
     */
    static byte[] utf8(String text, int most) {
        // No character takes less than a byte. So a long text costs no more than a short one.
        String beginning = text.length() > most ? text.substring(0, most) : text;
        byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
        boolean splitsPair =
                beginning.length() < text.length()
                        && Character.isHighSurrogate(beginning.charAt(beginning.length() - 1));
        int length = splitsPair ? bytes.length - 1 : bytes.length;
        if (length > most) {
            length = most;
            while (isContinuation(bytes[length])) {
                length--;
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static boolean isContinuation(byte each) {
        return (each & 0xC0) == 0x80;
    }
}
