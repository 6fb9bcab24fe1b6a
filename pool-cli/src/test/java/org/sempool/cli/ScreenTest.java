package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Specifies what a terminal shows that results, messages and a bar go to: a fake one, which
 * interprets what is written and has a line at its bottom.
 */
@Timeout(60)
final class ScreenTest {
    private static final int THREADS = 3;
    private static final int LINES = 300;
    private static final String ERASE = "\r\033[K";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch reading = new CountDownLatch(1);
    private final Console console = new Console(written::writeBytes, true);

    @Test
    void theBarIsErasedBeforeResultsAndDrawnAgainBelowThem() throws Exception {
        showBar("50%");

        write("a\nb\n");

        assertEquals(List.of("a", "b", "50%"), screen());
    }

    @Test
    void aResultWithoutALineEndHasItsLineToItselfUntilItEnds() throws Exception {
        showBar("50%");

        write("half ");
        showBar("60%");
        assertEquals(List.of("half "), screen());
        write("whole\n");

        assertEquals(List.of("half whole", "60%"), screen());
    }

    @Test
    void aMessageDoesNotContinueTheLineOfAResult() throws Exception {
        write("half");

        console.message("said");
        console.awaitWritten();
        showBar("50%");

        assertEquals(List.of("half", "pool: said", "50%"), screen());
    }

    @Test
    void whatOthersPrintMeanwhileIsNeverOnALineWithResultsOrTheBar() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "message " + i;
            threads.add(Thread.ofPlatform().start(() -> talk(name)));
        }
        for (int i = 0; i < LINES; i++) {
            write("result\n");
            console.showBar("bar " + i);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        showBar("");

        List<String> lines = screen();
        assertEquals(LINES, lines.stream().filter("result"::equals).count());
        assertEquals((THREADS + 1) * LINES, lines.stream().filter(each -> !each.isEmpty()).count());
        assertFalse(lines.stream().anyMatch(each -> each.contains("bar")), lines.toString());
    }

    @Test
    void resultsThatNobodyReadsHoldUpNobodyElse() throws Exception {
        showBar("50%");
        Sink unread =
                new FakeTerminal() {
                    @Override
                    public long write(MemorySegment bytes) throws IOException {
                        awaitReading();
                        return super.write(bytes);
                    }
                };
        Thread results =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> assertWritten(new ScreenSink(console, unread), "a\n"));
        Awaitility.await().until(() -> results.getState() == Thread.State.WAITING);

        console.message("said");
        console.showBar("60%");
        assertFalse(console.awaitWritten(Duration.ofMillis(10)));
        reading.countDown();
        results.join();
        console.awaitWritten();

        assertEquals(List.of("a", "pool: said", "60%"), screen());
    }

    @Test
    void afterAFailedWriteTheBarIsThereAgain() {
        showBar("50%");
        Sink broken =
                new FakeTerminal() {
                    @Override
                    public long write(MemorySegment bytes) throws IOException {
                        throw new IOException("hung up");
                    }
                };

        assertThrows(
                IOException.class, () -> new ScreenSink(console, broken).write(segment("a\n")));

        assertEquals(List.of("50%"), screen());
    }

    private void talk(String what) {
        for (int i = 0; i < LINES; i++) {
            console.message(what);
        }
    }

    private void showBar(String text) {
        console.showBar(text);
        console.awaitWritten();
    }

    private void write(String text) throws IOException {
        assertEquals(
                text.length(), new ScreenSink(console, new FakeTerminal()).write(segment(text)));
    }

    private static void assertWritten(Sink sink, String text) {
        try {
            assertEquals(text.length(), sink.write(segment(text)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitReading() throws IOException {
        try {
            reading.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The lines that one sees. */
    private List<String> screen() {
        List<String> lines = new ArrayList<>();
        String text = written.toString(StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.startsWith(ERASE, i)) {
                line.setLength(0);
                i += ERASE.length() - 1;
            } else if (text.charAt(i) == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append(text.charAt(i));
            }
        }
        if (!line.isEmpty()) {
            lines.add(line.toString());
        }
        return lines;
    }

    private static MemorySegment segment(String text) {
        return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
    }

    private class FakeTerminal implements Sink {
        @Override
        public long write(MemorySegment bytes) throws IOException {
            written.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE));
            return bytes.byteSize();
        }

        @Override
        public void empty() {}

        @Override
        public void takeBack(long bytes) {}

        @Override
        public void close() {}
    }
}
