package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sempool.logging.LogRecord;
import org.sempool.logging.OutputSplitter;

/** All output is passed on, and the end of it is kept. */
final class WorkerOutputTest {
    private final List<String> passedOn = new ArrayList<>();

    @Test
    void theLastLinesAreKept() {
        List<String> kept = lastLines("line\n".repeat(100) + "last");

        assertEquals(40, kept.size());
        assertEquals("last", kept.getLast());
        assertEquals(101, passedOn.size());
    }

    @Test
    void longLinesArePassedOnButNotAllKept() {
        List<String> kept = lastLines(("x".repeat(4000) + "\n").repeat(40) + "last");

        assertEquals("last", kept.getLast());
        assertTrue(chars(kept) > 4000, "as many as there is room for");
        assertTrue(chars(kept) <= 8192, "chars=" + chars(kept));
        assertEquals(41, passedOn.size());
    }

    @Test
    void anEndlessLineIsKeptInPieces() {
        List<String> kept = lastLines("x".repeat(1_000_000) + "last");

        assertTrue(kept.getLast().endsWith("last"));
        assertTrue(chars(kept) <= 8192, "chars=" + chars(kept));
    }

    /** They could change the terminal, or forge a line of the log. */
    @Test
    void controlCharactersAreReplaced() {
        var _ = lastLines("\u001b[31mred\u0007\ta\u0085\u007fb\r\nfür 1 € \uD83D\uDE00\n");

        assertEquals(List.of("?[31mred?\ta??b", "für 1 € \uD83D\uDE00"), passedOn);
    }

    private List<String> lastLines(String printed) {
        byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
        WorkerOutput output =
                new WorkerOutput(
                        "test-output",
                        new ByteArrayInputStream(bytes),
                        new OutputSplitter.Sink() {
                            @Override
                            public void line(String text) {
                                passedOn.add(text);
                            }

                            @Override
                            public void record(LogRecord logged) {
                                passedOn.add(logged.message());
                            }
                        });
        return output.lastLines(Duration.ofMinutes(1));
    }

    private static int chars(List<String> lines) {
        return lines.stream().mapToInt(String::length).sum();
    }
}
