package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Specifies where inputs are cut into blocks. */
final class BlockReaderTest {
    private static final RecordEnd LINES = new RecordEnd(new byte[] {'\n'}, new byte[0]);

    @TempDir private Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text, ISO_8859_1).toString();
    }

    private static List<String> blocks(
            RecordEnd recordEnd, int blockBytes, int mostRecords, String... files)
            throws IOException {
        List<String> blocks = new ArrayList<>();
        try (BlockReader reader =
                new BlockReader(List.of(files), recordEnd, blockBytes, mostRecords)) {
            Line line = new Line();
            while (reader.next(line)) {
                blocks.add(new String(line.bytes(), ISO_8859_1));
                assertEquals("block " + blocks.size(), line.place());
            }
        }
        return blocks;
    }

    private static RecordEnd recordEnd(String end, String start) {
        return new RecordEnd(end.getBytes(ISO_8859_1), start.getBytes(ISO_8859_1));
    }

    @Test
    void blocksHaveAllLinesThatFitAndAtLeastOne() throws Exception {
        String file = file("a", "1\n22\n333\n\n4444444\n5\n6");

        assertEquals(List.of("1\n22\n", "333\n\n", "4444444\n", "5\n6"), blocks(LINES, 5, 0, file));
        assertEquals(
                List.of("1\n", "22\n", "333\n", "\n", "4444444\n", "5\n", "6"),
                blocks(LINES, 1, 0, file));
        assertEquals(List.of("1\n22\n333\n\n4444444\n5\n6"), blocks(LINES, 100, 0, file));
    }

    @Test
    void orTheyHaveSoManyRecords() throws Exception {
        String file = file("a", "1\n22\n\n4444444\n5");

        assertEquals(List.of("1\n22\n", "\n4444444\n", "5"), blocks(LINES, 1, 2, file));
        assertEquals(List.of("1\n", "22\n", "\n", "4444444\n", "5"), blocks(LINES, 100, 1, file));
    }

    @Test
    void recordsEndAndBeginAsTheUserSays() throws Exception {
        String fasta = file("a", ">one\nAC>GT\n>two\nTT\n>three\nG");

        assertEquals(
                List.of(">one\nAC>GT\n", ">two\nTT\n", ">three\nG"),
                blocks(recordEnd("\n", ">"), 1, 0, fasta));
        assertEquals(
                List.of(">one\nAC", ">GT\n", ">two\nTT\n", ">three\nG"),
                blocks(recordEnd("", ">"), 1, 0, fasta));
        assertEquals(
                List.of(">one\nAC>GT\n>two\nTT\n", ">three\nG"),
                blocks(recordEnd("\n", ">"), 5, 2, fasta));
        assertEquals(
                List.of("a;b;;", "c;;", ";d"),
                blocks(recordEnd(";;", ""), 1, 0, file("c", "a;b;;c;;;d")));
    }

    @Test
    void aRecordEndsWhereItsInputEnds() throws Exception {
        String[] files = {file("a", "1\n2"), file("b", ""), file("c", "3\n"), file("d", "4\n")};

        assertEquals(List.of("1\n2", "3\n4\n"), blocks(LINES, 100, 0, files));
        assertEquals(List.of(), blocks(LINES, 100, 0, files[1]));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 300})
    void nothingIsLostOfManyLinesOfAllSizes(int mostRecords) throws Exception {
        Random random = new Random(mostRecords);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3000; i++) {
            int length = (int) Math.pow(10, 5 * random.nextDouble() * random.nextDouble());
            text.append("x".repeat(length)).append('\n');
        }
        String file = file("a", text.toString());
        for (int blockBytes : new int[] {1, 10, 1000, 262_144, 300_000}) {
            List<String> blocks = blocks(LINES, blockBytes, mostRecords, file);

            assertEquals(text.toString(), String.join("", blocks));
            for (int i = 0; i < blocks.size(); i++) {
                String block = blocks.get(i);
                long lines = block.chars().filter(c -> c == '\n').count();
                String next = i + 1 < blocks.size() ? blocks.get(i + 1) : "";
                int nextLine = next.indexOf('\n') + 1;
                assertTrue(block.endsWith("\n"), "a line is cut");
                if (mostRecords > 0) {
                    assertTrue(lines == mostRecords || next.isEmpty(), lines + " lines");
                } else {
                    assertTrue(lines == 1 || block.length() <= blockBytes, "too large");
                    assertTrue(
                            next.isEmpty() || block.length() + nextLine > blockBytes, "too small");
                }
            }
        }
    }

    @Test
    void aFileThatHasGoneIsNamed() {
        assertThrows(IOException.class, () -> blocks(LINES, 1, 0, directory + "/gone"));
    }
}
