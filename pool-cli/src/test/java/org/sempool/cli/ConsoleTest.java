package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Specifies what the console does with a standard error that has a reader, and with one that has
 * none.
 */
@Timeout(60)
final class ConsoleTest {
    private static final Duration A_MOMENT = Duration.ofMillis(10);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CountDownLatch reading = new CountDownLatch(1);

    @Test
    void linesOfSeveralSourcesDoNotMix() {
        Console console = console(written::writeBytes, false);
        PrintStream one = console.newStream();
        PrintStream other = console.newStream();

        one.print("one ");
        other.println("other");
        one.println("line");
        other.print("no line end");
        console.awaitWritten();

        assertEquals("other\none line\nno line end\n", text());
    }

    @Test
    void messagesDoNotDependOnWhatTheUsersCodeDoesWithStandardError() {
        Console console = console(written::writeBytes, false);
        PrintStream before = System.err;
        try {
            System.setErr(console.newStream());
            System.err.print("partial");
            console.message("said");
            System.err.close();
            console.message("said again");
            console.awaitWritten();
        } finally {
            System.setErr(before);
        }

        assertEquals("pool: said\npool: said again\npartial\n", text());
    }

    @Test
    void theBarStaysBelowTheLines() {
        Console console = console(written::writeBytes, true);

        console.showBar("50%");
        console.awaitWritten();
        console.newStream().println("a line");
        console.awaitWritten();
        console.showBar("");
        console.awaitWritten();

        String erase = "\r\033[K";
        assertEquals(erase + "50%" + erase + "a line\n50%" + erase, text());
    }

    @Test
    void aMessageAndABarDoNotWaitForAReader() {
        Console console = console(this::writeWhenRead, true);

        console.newStream().println("a line");
        console.showBar("50%");

        assertFalse(console.awaitWritten(A_MOMENT));
        reading.countDown();
        console.awaitWritten();
        assertTrue(text().contains("a line\n"), text());
    }

    @Test
    void aThreadWithMuchOutputWaitsForAReaderAndNothingIsLost() throws Exception {
        Console console = console(this::writeWhenRead, false);
        Thread talker = startToFill(console);
        awaitBlocked(talker);

        reading.countDown();
        talker.join();
        console.awaitWritten();

        assertEquals(text().length(), text().lines().count() * (line().length() + 1L));
        assertTrue(text().length() > 2 * Console.ROOM_BYTES);
    }

    @Test
    void noThreadWaitsForAReaderOnceTheProgramEnds() throws Exception {
        Console console = console(this::writeWhenRead, false);
        Thread talker = startToFill(console);
        awaitBlocked(talker);

        console.release();

        talker.join();
        console.newStream().println("the last word");
        assertFalse(console.awaitWritten(A_MOMENT));
    }

    @Test
    void aFailingStandardErrorDoesNotStopTheCommand() {
        Console console =
                console(
                        bytes -> {
                            written.writeBytes(bytes);
                            throw new IOException("Broken pipe");
                        },
                        false);

        for (int i = 0; i < 3; i++) {
            console.newStream().println(i);
            console.awaitWritten();
        }

        assertEquals("0\n1\n2\n", text());
    }

    @Test
    void aSilencedConsolePrintsNothing() {
        Console console = console(written::writeBytes, true);
        console.showBar("50%");
        console.silence();

        console.newStream().println("unheard");
        console.showBar("60%");
        console.awaitWritten();

        assertFalse(text().contains("unheard") || text().contains("60%"), text());
    }

    private static Console console(Console.Terminal terminal, boolean isTerminal) {
        return new Console(terminal, isTerminal);
    }

    private void writeWhenRead(byte[] bytes) throws IOException {
        try {
            reading.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        written.writeBytes(bytes);
    }

    /** Prints more than the console and a blocked write can hold together. */
    private static Thread startToFill(Console console) {
        PrintStream stream = console.newStream();
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            for (int said = 0; said <= 3 * Console.ROOM_BYTES; ) {
                                stream.println(line());
                                said += line().length() + 1;
                            }
                        });
    }

    private static String line() {
        return "x".repeat(1000);
    }

    private static void awaitBlocked(Thread thread) {
        Awaitility.await()
                .until(
                        () ->
                                thread.getState() == Thread.State.TIMED_WAITING
                                        || thread.getState() == Thread.State.WAITING);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
