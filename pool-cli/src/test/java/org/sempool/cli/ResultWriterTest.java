package org.sempool.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.Descriptor.Creation;

/** Specifies where results go, also when writing blocks or fails. */
@Timeout(60)
final class ResultWriterTest {
    private static final String LONG = "x".repeat(3 * ResultWriter.BUFFER_BYTES + 1);

    @TempDir private Path directory;

    /** A file on a disk with little room. It takes some bytes at a time. */
    private static final class SmallDisk implements Sink {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final int room;

        SmallDisk(int room) {
            this.room = room;
        }

        @Override
        public long write(MemorySegment bytes) throws IOException {
            long count = Math.min(1000, Math.min(bytes.byteSize(), room - content.size()));
            if (count == 0) {
                throw new IOException("No space left on device");
            }
            content.writeBytes(bytes.asSlice(0, count).toArray(JAVA_BYTE));
            return count;
        }

        @Override
        public void empty() {
            content.reset();
        }

        @Override
        public void takeBack(long bytes) {
            byte[] all = content.toByteArray();
            content.reset();
            content.write(all, 0, all.length - (int) bytes);
        }

        @Override
        public void close() {}

        String text() {
            return content.toString(StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 999, 1000, 65_535, 65_536, 65_537, 99_995, 100_000})
    void aFullDiskKeepsWholeLinesAndTheirNumberIsKnown(int room) {
        SmallDisk disk = new SmallDisk(room);
        ResultWriter results = new ResultWriter(disk, true);

        assertThrows(
                IOException.class,
                () -> {
                    for (int i = 0; i < 20_000; i++) {
                        write(results, "" + (100_000_000 + i));
                    }
                    results.complete();
                });

        assertEquals(room / 10, results.written());
        assertEquals(room / 10 * 10, disk.text().length());
        assertEquals(room / 10, disk.text().lines().count());
    }

    /** The output of failed jobs: the log of the jobs says that it is there. */
    @Test
    void aFullDiskKeepsOtherOutputThatWasWritten() throws IOException {
        SmallDisk disk = new SmallDisk(12_000);
        ResultWriter results = new ResultWriter(disk, true);
        byte[] output = new byte[5_000];
        results.writeOther(output);
        results.flush();
        results.writeOther(output);
        results.flush();
        results.writeOther(output);

        assertThrows(IOException.class, results::flush);

        assertEquals(2, results.writtenOfGiven());
        assertEquals(0, results.written());
        assertEquals(10_000, disk.text().length());
    }

    @Test
    void aLineThatIsLongerThanTheBufferIsTakenBackAsAWhole() {
        SmallDisk disk = new SmallDisk(LONG.length());
        ResultWriter results = new ResultWriter(disk, true);

        assertThrows(
                IOException.class,
                () -> {
                    write(results, "short");
                    write(results, LONG);
                    results.complete();
                });

        assertEquals(1, results.written());
        assertEquals("short\n", disk.text());
    }

    @Test
    void linesOfAnyLengthAreWritten() throws IOException {
        SmallDisk disk = new SmallDisk(Integer.MAX_VALUE);
        StringBuilder expected = new StringBuilder();
        try (ResultWriter results = new ResultWriter(disk, true)) {
            for (int around : new int[] {0, 1, ResultWriter.BUFFER_BYTES, LONG.length()}) {
                for (int length = Math.max(0, around - 2); length < around + 2; length++) {
                    String line = "é".repeat(length / 2) + "y".repeat(length % 2);
                    write(results, line);
                    expected.append(line).append('\n');
                }
            }
            results.complete();
            assertEquals(expected.chars().filter(c -> c == '\n').count(), results.written());
        }
        assertEquals(expected.toString(), disk.text());
    }

    @Test
    void theEndOfTheProgramDoesNotWaitForAReader() throws Exception {
        Path fifo = fifo();
        CompletableFuture<InputStream> opened =
                CompletableFuture.supplyAsync(() -> openToRead(fifo));
        ResultWriter results = new ResultWriter(Descriptor.open(fifo, Creation.NONE), true);
        try (InputStream reader = opened.join()) {
            Thread blocked =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            write(results, "first");
                                            results.flush();
                                            write(results, LONG);
                                        } catch (IOException e) {
                                            throw new AssertionError(e);
                                        }
                                    });
            Awaitility.await().until(() -> results.written() == 1 && reader.available() > 6);

            assertFalse(results.finish(Duration.ofMillis(10)));

            assertEquals(1, results.written());
            // Now there is a reader, and the thread continues.
            assertEquals(6 + LONG.length(), reader.readNBytes(6 + LONG.length()).length);
            blocked.join();
        }
    }

    @Test
    void resultsAfterTheEndAreDropped() throws Exception {
        SmallDisk disk = new SmallDisk(100);
        ResultWriter results = new ResultWriter(disk, true);
        write(results, "in time");

        assertTrue(results.finish(Duration.ofSeconds(30)));
        write(results, "too late");
        results.complete();

        assertEquals("in time\n", disk.text());
        assertEquals(1, results.written());
    }

    @Test
    void aMissingReaderIsDistinguishedFromAFault() throws Exception {
        Path fifo = fifo();
        CompletableFuture<InputStream> opened =
                CompletableFuture.supplyAsync(() -> openToRead(fifo));
        Descriptor descriptor = Descriptor.open(fifo, Creation.NONE);
        ResultWriter results = new ResultWriter(descriptor, true);
        InputStream reader = opened.join();
        assertFalse(descriptor.isUnread());

        reader.close();

        assertTrue(descriptor.isUnread());
        write(results, "unread");
        IOException broken = assertThrows(IOException.class, results::complete);
        assertTrue(WriteException.isForWantOfReader(broken));
        assertEquals(0, results.written());
    }

    @Test
    void onlyTheEndOfTheFileIsTakenBack() throws Exception {
        Path file = Files.writeString(directory.resolve("shared"), "before\n");
        Descriptor descriptor = Descriptor.open(file, Creation.NONE);
        descriptor.writeAll("whole\npart".getBytes(StandardCharsets.UTF_8), 0, 10);

        descriptor.takeBack(4);
        assertEquals("before\nwhole\n", Files.readString(file));

        descriptor.writeAll("part".getBytes(StandardCharsets.UTF_8), 0, 4);
        Files.writeString(file, "\nof another\n", StandardOpenOption.APPEND);
        descriptor.takeBack(4);
        descriptor.close();
        assertEquals("before\nwhole\npart\nof another\n", Files.readString(file));
    }

    @Test
    void aFileExistsFromTheFirstResultOn() throws Exception {
        Path fresh = directory.resolve("ünew");
        Path old = Files.writeString(directory.resolve("old"), "of yesterday\n");
        for (Path file : Arrays.asList(fresh, old)) {
            ResultWriter unused = ResultWriter.toFile(file);
            unused.close();
        }
        assertFalse(Files.exists(fresh));
        assertEquals("of yesterday\n", Files.readString(old));

        for (Path file : Arrays.asList(fresh, old)) {
            try (ResultWriter results = ResultWriter.toFile(file)) {
                write(results, "1");
                results.complete();
            }
            assertEquals("1\n", Files.readString(file));
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedAtOnce() {
        for (String name : new String[] {"no/such/f", ".", "n".repeat(300)}) {
            UsageException refused =
                    assertThrows(
                            UsageException.class,
                            () -> ResultWriter.toFile(directory.resolve(name)));
            assertTrue(
                    String.valueOf(refused.getMessage()).startsWith("cannot write --output: "),
                    refused::getMessage);
        }
    }

    private static void write(ResultWriter results, String line) throws IOException {
        results.writeLine(line.getBytes(StandardCharsets.UTF_8));
    }

    private Path fifo() throws Exception {
        Path fifo = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        return fifo;
    }

    private static InputStream openToRead(Path fifo) {
        try {
            return new FileInputStream(fifo.toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
