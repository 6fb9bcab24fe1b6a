package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifies how an input is split into lines. */
final class LineReaderTest {
    @ParameterizedTest
    @CsvSource({
        "'',''",
        "a,a",
        "'a\n',a",
        "'a\nb','a|b'",
        "'a\r\nb\r\n','a|b'",
        "'\n\n','|'",
        "'a\rb\n','a\rb'",
        "'\r\n',''",
        "'Grüße\n世界','Grüße|世界'"
    })
    void linesEndWithALineFeed(String input, String expected) throws IOException {
        List<Read> lines = read(input.getBytes(StandardCharsets.UTF_8));

        assertEquals(expected, String.join("|", lines.stream().map(Read::text).toList()));
    }

    @Test
    void placesAreNumberedFromOne() throws IOException {
        assertEquals(
                List.of("in:1", "in:2"),
                read("x\ny".getBytes(StandardCharsets.UTF_8)).stream().map(Read::place).toList());
    }

    @Test
    void aLineLongerThanTheBufferIsWhole() throws IOException {
        String large = "x".repeat(1_000_000);

        List<Read> lines = read((large + "\nend").getBytes(StandardCharsets.UTF_8));

        assertEquals(large, lines.get(0).text());
        assertEquals("end", lines.get(1).text());
    }

    @Test
    void aLineThatIsNotUtf8IsAProblemOfItsOwn() throws IOException {
        List<Read> lines = read(new byte[] {'a', '\n', (byte) 0xC3, '\n', 'b'});

        assertNull(lines.get(0).problem());
        assertNotNull(lines.get(1).problem());
        assertNull(lines.get(2).problem());
    }

    @Test
    void anyBytesAreNoProblemForAHandlerThatTakesThem() throws IOException {
        byte[] input = {(byte) 0xC3, '\n', 'b', (byte) 0xFF, '\n', (byte) 0xC3, (byte) 0xBC};

        List<Read> lines = read(input, (byte) '\n', true);

        assertEquals(List.of("\uDCC3", "b\uDCFF", "ü"), lines.stream().map(Read::text).toList());
        assertTrue(lines.stream().allMatch(line -> line.problem() == null));
        assertEquals("'b\\xFF'", lines.get(1).quote());
    }

    @Test
    void aReplacementCharacterThatWasInTheInputIsNoProblem() throws IOException {
        assertNull(read("\uFFFD".getBytes(StandardCharsets.UTF_8)).get(0).problem());
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFirstLine() throws IOException {
        List<Read> lines = read("\uFEFF12\n\uFEFF13\n".getBytes(StandardCharsets.UTF_8));

        assertEquals("12", lines.get(0).text());
        assertEquals("\uFEFF13", lines.get(1).text());
        assertEquals("'\\uFEFF13'", lines.get(1).quote());
        assertEquals("", read("\uFEFF\n".getBytes(StandardCharsets.UTF_8)).get(0).text());
        assertEquals("\uFEFF", read("\uFEFF\uFEFF".getBytes(StandardCharsets.UTF_8)).get(0).text());
        assertEquals(List.of(), read("\uFEFF".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void utf16IsRefusedByName() {
        IOException e =
                assertThrows(
                        IOException.class, () -> read("12\n".getBytes(StandardCharsets.UTF_16)));

        assertTrue(String.valueOf(e.getMessage()).contains("in is UTF-16"), e::toString);
    }

    @Test
    void whatTakesBytesTakesThoseOfAUtf16MarkToo() throws IOException {
        byte[] input = {(byte) 0xFF, (byte) 0xFE, '\n', 'a'};

        List<Read> lines = read(input, (byte) '\n', true);

        assertEquals(List.of("\uDCFF\uDCFE", "a"), lines.stream().map(Read::text).toList());
    }

    @Test
    void linesMayEndWithNul() throws IOException {
        List<Read> lines = read("a\r\0b\nc\0\0d".getBytes(StandardCharsets.UTF_8), (byte) 0, false);

        assertEquals(List.of("a\r", "b\nc", "", "d"), lines.stream().map(Read::text).toList());
    }

    private record Read(String text, String place, String quote, @Nullable String problem) {}

    private static List<Read> read(byte[] input) throws IOException {
        return read(input, (byte) '\n', false);
    }

    private static List<Read> read(byte[] input, byte end, boolean takesBytes) throws IOException {
        List<Read> lines = new ArrayList<>();
        try (LineReader reader =
                new LineReader("in", new ByteArrayInputStream(input), end, takesBytes)) {
            Line line = new Line();
            while (reader.next(line)) {
                lines.add(new Read(line.text(), line.place(), line.quote(), line.problem()));
            }
        }
        return lines;
    }
}
