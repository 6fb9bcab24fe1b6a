package org.sempool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings that can stand for any bytes keep all bytes, and equal UTF-8 for proper text. */
final class ByteTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "Grüße, 世界 \uD83D\uDE00", "\uFFFD", "\0\r\n"})
    void properTextIsUtf8(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

        assertArrayEquals(utf8, ByteText.bytes(text));
        assertEquals(text, ByteText.of(utf8));
    }

    @ParameterizedTest
    @CsvSource({
        "63616665, cafe",
        "636166e9, caf\uDCE9",
        "e96361, \uDCE9ca",
        "ff, \uDCFF",
        "c3, \uDCC3",
        "e282, \uDCE2\uDC82",
        "c3bcc3, ü\uDCC3",
        // A surrogate encoded like UTF-8, and an overlong zero.
        "eda080, \uDCED\uDCA0\uDC80",
        "c080, \uDCC0\uDC80",
        // Half a character of four bytes, followed by a whole one.
        "f09f98f09f9880, \uDCF0\uDC9F\uDC98\uD83D\uDE00",
        "efbfbdff, \uFFFD\uDCFF"
    })
    void otherBytesBecomeOneCharacterEach(String hex, String text) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertEquals(text, ByteText.of(bytes));
        assertArrayEquals(bytes, ByteText.bytes(text));
    }

    @Test
    void everyArrayIsRestored() {
        Random random = new Random(19);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);

            assertArrayEquals(bytes, ByteText.bytes(ByteText.of(bytes)), () -> round(bytes));
        }
    }

    private static String round(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aPartOfAnArrayCanBeDecoded() {
        byte[] bytes = HexFormat.of().parseHex("41ff42e9");

        assertEquals("\uDCFFB", ByteText.of(bytes, 1, 2));
    }

    @ParameterizedTest
    @CsvSource({"\uD83Da, D83D", "a\uDC41, DC41", "\uDCE9\uD83D, D83D", "\uDC41\uDCE9, DC41"})
    void otherUnpairedSurrogatesAreRejected(String text, String named) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ByteText.bytes(text));

        assertTrue(refused.toString().contains("U+" + named), refused::toString);
    }
}
