package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifies how messages show text that is invisible or not UTF-8. */
final class VisibleTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "Grüße 世界 سلام", "\uD83D\uDE00", "C:\\temp", "e\u0301"})
    void visibleCharactersStay(String text) {
        assertEquals(text, Visible.line(text));
    }

    @ParameterizedTest
    @CsvSource({
        "\uFEFF12, \\uFEFF12",
        "1\u00A02, 1\\u00A02",
        "'\u202Eabc', \\u202Eabc",
        "a\u200Bb, a\\u200Bb",
        "'\u001B[31m', \\u001B[31m",
        "a\u0000b, a\\u0000b",
        "a\u2028b, a\\u2028b",
        "a\u3164b, a\\u3164b",
        "caf\uDCE9, caf\\xE9",
        "\uD83D, \\uD83D",
        "\uDB40\uDC41, \\U000E0041"
    })
    void invisibleCharactersBecomeNumbers(String text, String shown) {
        assertEquals(shown, Visible.line(text));
        assertEquals(shown, Visible.lines(text));
        assertEquals(shown, Visible.line(shown));
    }

    @Test
    void lineEndsStayWhereSeveralLinesAreAllowed() {
        assertEquals("a\\n\\tb\\r", Visible.line("a\n\tb\r"));
        assertEquals("a\n\tb\\r", Visible.lines("a\n\tb\r"));
    }
}
