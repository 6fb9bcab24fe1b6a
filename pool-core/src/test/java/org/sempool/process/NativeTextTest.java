package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Escaped text is ASCII and can be unescaped without loss. */
final class NativeTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "org.Plain$1",
                "\u00e4\u06f3",
                "a\\u0041",
                "\\",
                "$1\n",
                "\ud83d\ude00 \ud800"
            })
    void escapedTextIsAsciiAndIsUnescapedToTheOriginal(String text) {
        String ascii = NativeText.escape(text);

        assertTrue(ascii.chars().allMatch(each -> each >= ' ' && each <= '~'), ascii);
        assertEquals(text, NativeText.unescape(ascii));
    }

    @Test
    void plainAsciiStaysUnchanged() {
        assertEquals("/dev/shm/sempool-1-2", NativeText.escape("/dev/shm/sempool-1-2"));
    }

    @Test
    void aLoneSurrogateArrivesInNoCharset() {
        assertTrue(NativeText.arrives("ASCII"));
        assertFalse(NativeText.arrives("\ud800"));
    }
}
