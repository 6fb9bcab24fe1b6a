package org.sempool.cli;

import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverflowFilesTest {
    private static final int FILE_BYTES = 1 << 20;
    private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
    private static final long MANY_BYTES = 1L << 30;

    @TempDir private Path directory;

    @Test
    void recordsOfAnySizeAreReadInAnyOrder() throws Exception {
        Random random = new Random(1);
        List<byte[]> records = new ArrayList<>();
        List<Long> places = new ArrayList<>();
        try (OverflowFiles files = new OverflowFiles(directory, MANY_BYTES, FILE_BYTES)) {
            for (int i = 0; i < 3_000; i++) {
                // Some are larger than the buffer, or than a file.
                int size = i % 500 == 7 ? FILE_BYTES * (1 + i / 1000) / 2 : random.nextInt(2_000);
                byte[] record = new byte[size];
                random.nextBytes(record);
                records.add(record);
                places.add(append(files, record));
                int early = random.nextInt(i + 1);
                assertArrayEquals(records.get(early), files.read(places.get(early)));
            }
            for (int i = 0; i < records.size(); i++) {
                assertArrayEquals(records.get(i), files.read(places.get(i)), "record " + i);
            }
        }
    }

    @Test
    void filesHaveNoName() throws Exception {
        try (OverflowFiles files = new OverflowFiles(directory, MANY_BYTES, FILE_BYTES)) {
            for (int i = 0; i < 10; i++) {
                assertNotEquals(OverflowFiles.NO_ROOM, append(files, new byte[FILE_BYTES / 3]));
                assertTrue(openFiles(directory) > 0);
                assertEquals(0, named(directory));
            }
        }
        assertEquals(0, openFiles(directory));
    }

    @Test
    void thereIsRoomAgainWhenTheFirstRecordsAreReleased() throws Exception {
        byte[] record = new byte[FILE_BYTES / 2];
        List<Long> places = new ArrayList<>();
        try (OverflowFiles files = new OverflowFiles(directory, 4L * FILE_BYTES, FILE_BYTES)) {
            for (int round = 0; round < 10; round++) {
                long place = append(files, record);
                while (place != OverflowFiles.NO_ROOM) {
                    places.add(place);
                    Arrays.fill(record, (byte) places.size());
                    place = append(files, record);
                }
                assertTrue(files.isFull());
                assertTrue(openFiles(directory) <= 4, "files are not removed");
                files.release(places.get(places.size() - 3));
                // What was not released is as it was.
                for (int back = 1; back <= 3; back++) {
                    byte[] read = files.read(places.get(places.size() - back));
                    assertEquals((byte) (places.size() - back), read[0]);
                }
            }
        }
        assertTrue(places.size() >= 20, places.size() + " records");
    }

    /** As with a disk that is full, or may not be written to. */
    @Test
    void aFileThatCannotBeWrittenIsNoFailure() {
        Path missing = directory.resolve("missing");
        try (OverflowFiles files = new OverflowFiles(missing, MANY_BYTES, FILE_BYTES)) {
            assertEquals(OverflowFiles.NO_ROOM, append(files, new byte[1]));
            assertTrue(files.isFull());
        }
    }

    private static long append(OverflowFiles files, byte[] record) {
        int half = record.length / 2;
        return files.append(
                Arrays.copyOf(record, half), Arrays.copyOfRange(record, half, record.length));
    }

    static long named(Path directory) throws IOException {
        try (Stream<Path> list = Files.list(directory)) {
            return list.count();
        }
    }

    /** How many files of a directory this process has open. */
    static long openFiles(Path directory) throws IOException {
        return openFiles(OWN_DESCRIPTORS, directory);
    }

    /** How many files of a directory another process has open. */
    static long openFiles(Path itsDescriptors, Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(itsDescriptors)) {
            return descriptors.filter(number -> target(number).startsWith("" + directory)).count();
        }
    }

    /** Empties the files of a directory that this process has open. */
    static void truncate(Path directory) throws IOException {
        try (Stream<Path> descriptors = Files.list(OWN_DESCRIPTORS)) {
            for (Path descriptor : descriptors.toList()) {
                if (target(descriptor).startsWith(directory + "/pool-results-")) {
                    Files.newByteChannel(descriptor, WRITE, TRUNCATE_EXISTING).close();
                }
            }
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
