package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Messages name a line after its bytes are gone. */
final class LineTest {
    private final Line line = new Line();

    @Test
    void aLongLineIsQuotedByItsBeginningAndItsLength() {
        assertEquals("'" + "x".repeat(60) + "'", quoteOf("x".repeat(60)));
        assertEquals("'" + "x".repeat(60) + "... (61 chars)'", quoteOf("x".repeat(61)));
        assertEquals("'" + "世".repeat(60) + "... (500 chars)'", quoteOf("世".repeat(500)));
    }

    @Test
    void aQuoteDoesNotEndWithinACharacter() {
        String pairs = "\uD83D\uDE00".repeat(100);

        assertEquals("'" + "\uD83D\uDE00".repeat(30) + "... (200 chars)'", quoteOf(pairs));
        assertEquals("'x" + "\uD83D\uDE00".repeat(29) + "... (201 chars)'", quoteOf("x" + pairs));
    }

    @Test
    void theLengthOfALineThatMayBeAnythingIsInBytes() {
        byte[] bytes = new byte[200];
        Arrays.fill(bytes, (byte) 0xE4);
        line.set("in", 1, bytes, 0, bytes.length, true);
        line.forget();

        assertEquals("'" + "\\xE4".repeat(60) + "... (200 bytes)'", line.quote());
    }

    @Test
    void nothingOfALongerLineIsLeftForTheNext() {
        assertEquals("'" + "x".repeat(60) + "... (200 chars)'", quoteOf("x".repeat(200)));
        assertEquals("'y'", quoteOf("y"));
        assertEquals("in:7", line.place());
    }

    private String quoteOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        line.set("in", 7, bytes, 0, bytes.length, false);
        line.forget();
        Arrays.fill(bytes, (byte) '-');
        return line.quote();
    }
}
