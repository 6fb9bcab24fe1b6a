package org.sempool.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Log records are found among what a worker prints, whatever that is. */
final class OutputSplitterTest {
    private static final LogRecord SHORT =
            new LogRecord(
                    LogRecord.WARN,
                    1_000,
                    7,
                    "thumb-3",
                    "main",
                    "my.Logger",
                    "für 1 €",
                    null,
                    Map.of("user", "me"));

    private final List<Object> parts = new ArrayList<>();

    private final OutputSplitter.Sink sink =
            new OutputSplitter.Sink() {
                @Override
                public void line(String text) {
                    parts.add(text);
                }

                @Override
                public void record(LogRecord logged) {
                    parts.add(logged);
                }
            };

    @Test
    void aRecordStandsBetweenLines() throws IOException {
        split(bytes("before\n"), frames(SHORT), bytes("behind\n"));

        assertEquals(List.of("before", SHORT, "behind"), parts);
    }

    /** Another thread, or a child process, prints a line in pieces. */
    @Test
    void aRecordWithinALineComesBeforeIt() throws IOException {
        split(bytes("first ha"), frames(SHORT), bytes("lf\n"));

        assertEquals(List.of(SHORT, "first half"), parts);
    }

    @Test
    void aLongRecordHasSeveralFramesAndPrintsMayStandBetweenThem() throws IOException {
        LogRecord lengthy = record("m".repeat(10_000), "t".repeat(10_000));
        List<byte[]> frames = listFrames(lengthy);
        assertTrue(frames.size() > 3, "frames=" + frames.size());

        split(frames.get(0), bytes("printed\n"), join(frames.subList(1, frames.size())));

        assertEquals(List.of("printed", lengthy), parts);
    }

    @Test
    void noFrameIsLongerThanWhatAPipeTakesAtOnce() throws IOException {
        for (byte[] frame : listFrames(record("m".repeat(100_000), "t".repeat(100_000)))) {
            assertTrue(frame.length <= 4096, "length=" + frame.length);
        }
    }

    @Test
    void longTextsAreCut() throws IOException {
        split(frames(record("m".repeat(100_000), "t".repeat(100_000))));

        LogRecord seen = (LogRecord) parts.getFirst();
        assertEquals(1, parts.size());
        assertTrue(seen.size() < 33_000, "size=" + seen.size());
        assertTrue(seen.message().endsWith("mm ... (cut)"), seen.message());
    }

    /** Wherever the worker dies, what it has written before is there. */
    @Test
    void aRecordThatBreaksOffIsNoRecord() throws IOException {
        byte[] whole = frames(SHORT);
        for (int length = 1; length < whole.length; length++) {
            parts.clear();
            split(bytes("before\n"), frames(SHORT), Arrays.copyOf(whole, length));

            assertEquals(List.of("before", SHORT), parts.subList(0, 2));
            assertTrue(parts.stream().filter(LogRecord.class::isInstance).count() == 1);
        }
    }

    @Test
    void aRecordWhoseLastFrameIsMissingIsMentioned() throws IOException {
        split(listFrames(record("m".repeat(10_000), null)).getFirst());

        assertEquals(List.of("(the rest of a log record is missing)"), parts);
    }

    @Test
    void theNextRecordIsFoundAfterOneThatBrokeOff() throws IOException {
        byte[] whole = frames(SHORT);
        for (int length = 1; length < whole.length; length++) {
            parts.clear();
            split(Arrays.copyOf(whole, length), frames(SHORT), bytes("end\n"));

            assertTrue(parts.contains(SHORT), "length=" + length);
            assertTrue(parts.getLast().toString().endsWith("end"), "length=" + length);
        }
    }

    @Test
    void aDamagedFrameIsText() throws IOException {
        byte[] whole = frames(SHORT);
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x40;
            parts.clear();
            split(damaged, bytes("\n".repeat(5000)), frames(SHORT));

            assertEquals(
                    List.of(SHORT), parts.stream().filter(LogRecord.class::isInstance).toList());
        }
    }

    @Test
    void junkIsText() throws IOException {
        Random random = new Random(1);
        byte[] junk = new byte[100_000];
        random.nextBytes(junk);
        for (int i = 0; i < junk.length; i += 10) {
            junk[i] = 1;
        }

        split(junk, bytes("\n"), frames(SHORT), bytes("end\n"));

        assertEquals(SHORT, parts.get(parts.size() - 2));
        assertEquals("end", parts.getLast());
    }

    @Test
    void controlCharactersOfARecordAreReplaced() throws IOException {
        split(frames(record("\u001b[31mred\nnext\r", null)));

        assertEquals("?[31mred\nnext?", ((LogRecord) parts.getFirst()).message());
    }

    private static LogRecord record(String message, @Nullable String throwable) {
        return new LogRecord(LogRecord.ERROR, 1, 0, null, "t", "l", message, throwable, Map.of());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] frames(LogRecord logged) throws IOException {
        return join(listFrames(logged));
    }

    private static List<byte[]> listFrames(LogRecord logged) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        LogFrames.write(
                logged.encode(),
                new OutputStream() {
                    @Override
                    public void write(int each) {
                        throw new AssertionError("a frame is written at once");
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) {
                        frames.add(Arrays.copyOfRange(bytes, from, from + count));
                    }
                });
        return frames;
    }

    private static byte[] join(List<byte[]> all) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        all.forEach(joined::writeBytes);
        return joined.toByteArray();
    }

    /** Once with as few reads as possible, and once with a read for each byte. */
    private void split(byte[]... all) throws IOException {
        byte[] joined = join(List.of(all));
        new OutputSplitter(sink).read(new ByteArrayInputStream(joined));
        List<Object> fast = List.copyOf(parts);
        parts.clear();
        new OutputSplitter(sink)
                .read(
                        new ByteArrayInputStream(joined) {
                            @Override
                            public synchronized int read(byte[] into, int at, int most) {
                                return super.read(into, at, Math.min(most, 1));
                            }
                        });
        assertEquals(fast, parts);
    }
}
