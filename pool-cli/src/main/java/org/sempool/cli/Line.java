package org.sempool.cli;

import org.jspecify.annotations.Nullable;

/**
 * One job as the user gave it.
 *
 * @param place where it stands, such as {@code numbers.txt:17}
 * @param text the line, without its end
 * @param problem why it cannot be submitted, or null if it can
 */
record Line(String place, String text, @Nullable String problem) {
    private static final int LONGEST_QUOTE = 60;

    /** The line as a message shows it. */
    String quote() {
        String shown =
                text.length() <= LONGEST_QUOTE
                        ? text
                        : text.substring(0, LONGEST_QUOTE) + "... (" + text.length() + " chars)";
        return "'" + shown.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?") + "'";
    }
}
