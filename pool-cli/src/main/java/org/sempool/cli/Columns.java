package org.sempool.cli;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/** How much room text takes on a terminal, nearly: terminals themselves differ. */
final class Columns {
    private static final String CUT = "...";
    private static final Set<UnicodeScript> WIDE =
            EnumSet.of(
                    UnicodeScript.HAN,
                    UnicodeScript.HIRAGANA,
                    UnicodeScript.KATAKANA,
                    UnicodeScript.HANGUL,
                    UnicodeScript.BOPOMOFO,
                    UnicodeScript.YI);
    private static final int FULL_WIDTH_FIRST = 0xFF01;
    private static final int FULL_WIDTH_LAST = 0xFF60;

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
    }

    private static int of(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
            default -> isWide(character) ? 2 : 1;
        };
    }

    private static boolean isWide(int character) {
        return WIDE.contains(UnicodeScript.of(character))
                || Character.isEmojiPresentation(character)
                || (character >= FULL_WIDTH_FIRST && character <= FULL_WIDTH_LAST);
    }

    /** The text or, if it takes more columns, its beginning and three dots. */
    static String cut(String text, int columns) {
        if (of(text) <= columns) {
            return text;
        }
        StringBuilder beginning = new StringBuilder();
        int left = columns - CUT.length();
        for (int character : text.codePoints().toArray()) {
            left -= of(character);
            if (left < 0) {
                break;
            }
            beginning.appendCodePoint(character);
        }
        return beginning + CUT;
    }
}
