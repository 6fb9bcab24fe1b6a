package org.sempool.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text is cut to a number of bytes, and never within a character. */
final class CutTextTest {
    @ParameterizedTest
    @CsvSource({
        "'', 4, ''",
        "abcd, 4, abcd",
        "abcde, 4, abcd",
        "für, 4, für",
        "fürs, 4, für",
        "abcü, 4, abc",
        "ab€, 4, ab",
        "a€, 4, a€",
        "a\uD83D\uDE00, 4, a",
        "\uD83D\uDE00, 4, \uD83D\uDE00",
        "abc\uD83D\uDE00, 4, abc",
        "\uD83Da, 4, ?a",
        "€€€€€€€€, 4, €"
    })
    void isCutBetweenCharacters(String text, int most, String cut) {
        assertEquals(cut, new String(CutText.utf8(text, most), StandardCharsets.UTF_8));
    }
}
