package org.sempool.cli;

import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;

/**
 * One job as the user gave it.
 *
 * @param source where it comes from
 * @param number its number there, from 1; or 0 if the source has only one
 * @param text the line, without its end
 * @param problem why it cannot be submitted, or null if it can
 */
record Line(String source, long number, String text, @Nullable String problem) {
    private static final int LONGEST_QUOTE = 60;

    /**
     * Creates a line of {@link ByteText}; its bytes are a problem if the handler does not take
     * them.
     */
    static Line ofBytes(String source, long number, String text, boolean takesBytes) {
        boolean bad = !takesBytes && text.codePoints().anyMatch(ByteText::isByte);
        return new Line(source, number, text, bad ? "it is not UTF-8" : null);
    }

    /** Where it stands, such as {@code numbers.txt:17}. */
    String place() {
        return number == 0 ? source : source + ":" + number;
    }

    /** The line as a message shows it. */
    String quote() {
        if (text.length() <= LONGEST_QUOTE) {
            return "'" + Visible.line(text) + "'";
        }
        boolean cutsOne =
                Character.isSurrogatePair(
                        text.charAt(LONGEST_QUOTE - 1), text.charAt(LONGEST_QUOTE));
        String start = text.substring(0, cutsOne ? LONGEST_QUOTE - 1 : LONGEST_QUOTE);
        return "'" + Visible.line(start) + "... (" + text.length() + " chars)'";
    }
}
