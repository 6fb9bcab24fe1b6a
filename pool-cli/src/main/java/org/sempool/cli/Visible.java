package org.sempool.cli;

import java.util.HexFormat;
import org.sempool.ByteText;

/**
 * Text as a message shows it: a character that is invisible or that controls a terminal appears as
 * its number, and so does a byte that is not UTF-8.
 */
final class Visible {
    /** Fillers and a blank, which Unicode counts as letters or symbols. */
    private static final String BLANKS = "\u034F\u115F\u1160\u17B4\u17B5\u2800\u3164\uFFA0";

    private Visible() {}

    /** The whole text in one line. */
    static String line(String text) {
        return escape(text, "");
    }

    /** The text with its line ends. */
    static String lines(String text) {
        return escape(text, "\n\t");
    }

    private static String escape(String text, String kept) {
        if (text.codePoints().allMatch(each -> isPlain(each, kept))) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .forEach(
                        each -> {
                            if (isPlain(each, kept)) {
                                shown.appendCodePoint(each);
                            } else {
                                shown.append(escape(each));
                            }
                        });
        return shown.toString();
    }

    private static boolean isPlain(int character, String kept) {
        return switch (Character.getType(character)) {
            case Character.CONTROL -> kept.indexOf(character) >= 0;
            case Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED ->
                    false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default -> BLANKS.indexOf(character) < 0;
        };
    }

    private static String escape(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                if (ByteText.isByte(character)) {
                    yield "\\x" + hex(character - Character.MIN_LOW_SURROGATE, 2);
                }
                yield Character.isBmpCodePoint(character)
                        ? "\\u" + hex(character, 4)
                        : "\\U" + hex(character, 8);
            }
        };
    }

    private static String hex(int number, int digits) {
        return HexFormat.of().withUpperCase().toHexDigits(number, digits);
    }
}
