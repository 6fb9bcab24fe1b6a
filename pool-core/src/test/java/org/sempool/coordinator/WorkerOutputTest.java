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

/** All output is passed on, and the end of it is kept. */
final class WorkerOutputTest {
    private final List<String> passedOn = new ArrayList<>();
    private final List<String> ofCrash = new ArrayList<>();

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

    @Test
    void whatAJvmPrintsOfItsCrashIsToldFromTheHandlersOutput() {
        String banner =
                """
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                #  SIGSEGV (0xb) at pc=0x00007f35eba36aad, pid=9460, tid=9462
                [2.071s][warning][os] Loading hsdis library failed
                # /tmp/hs_err_pid9460.log
                #
                """;

        List<String> kept = lastLines("#\n# title\n#\n" + banner + "of another thread\n");

        assertEquals(List.of("#", "# title", "#", "of another thread"), passedOn);
        assertEquals(banner.lines().toList(), ofCrash);
        assertEquals("#", kept.get(kept.size() - 2), "all of it is kept, to explain the death");
    }

    @Test
    void aLastLineThatCouldBeginABannerIsPassedOn() {
        var _ = lastLines("a\n#");

        assertEquals(List.of("a", "#"), passedOn);
    }

    private List<String> lastLines(String printed) {
        byte[] bytes = printed.getBytes(StandardCharsets.UTF_8);
        WorkerOutput output =
                new WorkerOutput(
                        "test-output",
                        new ByteArrayInputStream(bytes),
                        new WorkerOutput.Sink() {
                            @Override
                            public void line(String text, boolean isOfCrash) {
                                (isOfCrash ? ofCrash : passedOn).add(text);
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
