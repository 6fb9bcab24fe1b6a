package org.sempool.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each worker shows its latest report to readers of other processes, whole or not at all. */
final class ProgressBoardTest {
    @TempDir private Path directory;
    private @Nullable ProgressBoard made;

    @BeforeEach
    void make() throws IOException {
        made = ProgressBoard.create(directory, 3);
    }

    @Test
    void aHandlerMayReportThatItKnowsNothing() {
        assertTrue(new ProgressEntry(1, 1, null, Double.NaN, "").isReport());
        assertFalse(ProgressEntry.begun(1, 1, "name").isReport());
    }

    @Test
    void nothingIsReportedAtFirst() throws IOException {
        ProgressBoard board = ProgressBoard.look(directory);

        assertEquals(3, board.workers());
        for (int worker = 1; worker <= 3; worker++) {
            assertNull(board.read(worker));
        }
    }

    @Test
    void theLatestReportIsSeen() throws IOException {
        ProgressWriter writer = new ProgressWriter(directory, 3);
        ProgressBoard board = ProgressBoard.look(directory);

        writer.show(new ProgressEntry(7, 1, null, 0.25, "page 1"), () -> true);
        int first = board.sequence(3);
        writer.show(new ProgressEntry(7, 1, "thumb-3", Double.NaN, "Seite 2, für 1 €"), () -> true);

        assertEquals(
                new ProgressEntry(7, 1, "thumb-3", Double.NaN, "Seite 2, für 1 €"), board.read(3));
        assertTrue(board.sequence(3) != first);
        assertNull(board.read(2));
    }

    @Test
    void longTextsAreCut() throws IOException {
        String text = "€".repeat(1000);
        new ProgressWriter(directory, 1).show(new ProgressEntry(7, 1, text, 0, text), () -> true);

        ProgressEntry seen = ProgressBoard.look(directory).read(1);

        assertEquals(new ProgressEntry(7, 1, "€".repeat(32), 0, "€".repeat(42)), seen);
    }

    @Test
    void aReportOfAJobThatHasEndedIsDropped() throws IOException {
        ProgressWriter writer = new ProgressWriter(directory, 1);
        writer.show(new ProgressEntry(7, 1, null, 1, ""), () -> false);

        assertNull(ProgressBoard.look(directory).read(1));
    }

    @Test
    void withoutABoardReportsAreDropped() {
        ProgressWriter writer = new ProgressWriter(null, 1);

        writer.show(new ProgressEntry(7, 1, null, 1, ""), () -> true);

        assertEquals(1, writer.worker());
    }

    /** A writer that was killed in the middle hides its report until its successor's first one. */
    @Test
    void aHalfWrittenReportIsNotSeen() throws IOException {
        new ProgressWriter(directory, 1).show(new ProgressEntry(7, 1, null, 0, "old"), () -> true);
        ProgressBoard board = ProgressBoard.look(directory);
        makeSequenceOdd(board.sequence(1) + 1);
        assertNull(board.read(1));

        new ProgressWriter(directory, 1).show(new ProgressEntry(8, 1, null, 0, "new"), () -> true);

        assertEquals(new ProgressEntry(8, 1, null, 0, "new"), board.read(1));
    }

    private void makeSequenceOdd(int sequence) throws IOException {
        try (FileChannel file =
                FileChannel.open(directory.resolve(ProgressBoard.FILE), StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
            assertEquals(4, file.write(bytes.putInt(0, sequence), 0));
        }
    }

    /** The message repeats the job's number, so a mixture of two reports would show. */
    @Test
    void noReaderSeesAMixture() throws Exception {
        ProgressBoard board = ProgressBoard.look(directory);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(2);
        ProgressWriter writer = new ProgressWriter(directory, 2);
        Thread[] threads = new Thread[2];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofPlatform().start(() -> report(writer, begun, stop));
        }
        begun.await();
        int seen = 0;
        for (int i = 0; i < 200_000; i++) {
            ProgressEntry entry = board.read(2);
            if (entry != null) {
                seen++;
                assertEquals(text(entry.jobId()), entry.message());
                assertEquals((double) entry.jobId(), entry.fraction());
            }
        }
        stop.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(seen > 0, "seen=" + seen);
    }

    private static void report(ProgressWriter writer, CountDownLatch begun, AtomicBoolean stop) {
        for (long job = 1; !stop.get(); job++) {
            writer.show(new ProgressEntry(job, 1, null, job, text(job)), () -> true);
            begun.countDown();
        }
    }

    private static String text(long job) {
        return ("" + job % 10).repeat((int) (job % 100));
    }

    @Test
    void onlyTheUserMayReadIt() throws IOException {
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve(ProgressBoard.FILE))));
        assertEquals(3, made == null ? 0 : made.workers());
    }
}
