package org.sempool.logging;

/** Makes text harmless for a terminal: a control character becomes a question mark. */
public final class Printable {
    private Printable() {}

    /** One line. */
    public static String line(String text) {
        return replace(text, false);
    }

    /** Lines, with their ends. */
    static String lines(String text) {
        return replace(text, true);
    }

    /** Most texts have nothing to replace, and are not copied. */
    private static String replace(String text, boolean keepsLines) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i), keepsLines)) {
                return replace(text, i, keepsLines);
            }
        }
        return text;
    }

    private static String replace(String text, int from, boolean keepsLines) {
        StringBuilder printable = new StringBuilder(text);
        for (int i = from; i < text.length(); i++) {
            if (isUnprintable(text.charAt(i), keepsLines)) {
                printable.setCharAt(i, '?');
            }
        }
        return printable.toString();
    }

    private static boolean isUnprintable(char c, boolean keepsLines) {
        return c != '\t' && !(keepsLines && c == '\n') && Character.isISOControl(c);
    }
}
