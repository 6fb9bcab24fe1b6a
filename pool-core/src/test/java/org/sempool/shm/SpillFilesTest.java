package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.directory.PrivateDirectory;
import org.sempool.wire.PayloadLimitException;
import org.sempool.wire.PayloadWriter;

/**
 * A payload that is too large for the first directory is written to the second as a whole, and an
 * error names both if both are full.
 */
final class SpillFilesTest {
    private static final int BYTES = 700_000;
    private static final String NAME = "job-1";
    private static final String READ_ONLY = "Read-only file system";

    @TempDir private Path fast;
    @TempDir private Path large;
    private final ScarceRoom room = new ScarceRoom();
    private final byte[] payload = new byte[BYTES];
    private PrivateDirectory pool;
    private CoordinatorSpillDirectory second;
    private SpillFiles files;

    @BeforeEach
    void open() throws IOException {
        new Random(BYTES).nextBytes(payload);
        pool = PrivateDirectory.create(fast);
        second = new CoordinatorSpillDirectory(pool, large);
        files = new SpillFiles(pool.path(), second, room);
    }

    @AfterEach
    void close() throws IOException {
        ShmCoordinatorEnd.closeDirectories(second, pool);
        assertEquals(List.of(), names(fast));
        assertEquals(List.of(), names(large));
    }

    @Test
    void aPayloadThatFitsTheFirstDirectoryNeedsNoSecond() throws IOException {
        SpillSink sink = write(NAME);

        assertFalse(sink.isInSecond());
        assertArrayEquals(payload, read(NAME, false));
        assertEquals(List.of(), names(large));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 100, 262_144, 300_000, BYTES - 1})
    void aPayloadThatDoesNotFitTheFirstIsWholeInTheSecond(long free) throws IOException {
        room.leave(pool.path(), free);

        SpillSink sink = write(NAME);

        assertTrue(sink.isInSecond());
        assertFalse(Files.exists(pool.path().resolve(NAME)));
        assertArrayEquals(payload, read(NAME, true));
        files.remove(NAME, true);
        assertEquals(List.of("owner", "owner.lock"), names(second.path()));
    }

    @Test
    void bothDirectoriesAreClosedToOtherUsers() throws IOException {
        room.leave(pool.path(), 0);
        var _ = write(NAME);

        PrivateDirectory.verify(second.path());
        assertEquals(
                Files.getPosixFilePermissions(pool.path().resolve("owner")),
                Files.getPosixFilePermissions(second.path().resolve(NAME)));
    }

    @Test
    void anInterruptDoesNotDisturbFilesAndStaysSet() throws IOException {
        room.leave(pool.path(), 300_000);

        Thread.currentThread().interrupt();
        boolean kept;
        try {
            var _ = write(NAME);
        } finally {
            kept = Thread.interrupted();
        }

        assertTrue(kept);
        assertArrayEquals(payload, read(NAME, true));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 300_000, 500_000})
    void ifBothAreFullBothAreNamedAndNothingStays(long free) throws IOException {
        room.leave(pool.path(), 400_000).leave(second.make(), free);

        PayloadLimitException e = assertThrows(PayloadLimitException.class, () -> write(NAME));

        String text = String.valueOf(e.getMessage());
        assertTrue(text.contains("does not fit into " + fast.toRealPath() + ", where "), text);
        assertTrue(text.contains("nor into " + large.toRealPath() + ", where "), text);
        assertTrue(text.contains("\"spill-directory\""), text);
        assertEquals(List.of("owner", "owner.lock", "spill"), names(pool.path()));
        assertEquals(List.of("owner", "owner.lock"), names(second.path()));
    }

    @Test
    void theReasonIsGivenIfTheSecondDirectoryCannotBeMade() {
        SpillDirectory readOnly =
                new SpillDirectory() {
                    @Override
                    public Path path() {
                        return second.path();
                    }

                    @Override
                    public Path make() throws IOException {
                        throw new FileSystemException("" + large, null, READ_ONLY);
                    }
                };
        files = new SpillFiles(pool.path(), readOnly, room.leave(pool.path(), 0));

        PayloadLimitException e = assertThrows(PayloadLimitException.class, () -> write(NAME));

        String text = String.valueOf(e.getMessage());
        assertTrue(text.contains(large + " cannot be used instead: " + READ_ONLY), text);
    }

    @Test
    void aPoolWithoutASecondReportsTheFreeRoom() {
        files = new SpillFiles(pool.path(), SpillDirectory.NONE, room.leave(pool.path(), 9));

        PayloadLimitException e = assertThrows(PayloadLimitException.class, () -> write(NAME));

        String text = String.valueOf(e.getMessage());
        assertTrue(text.contains("does not fit into " + pool.path().getParent()), text);
        assertFalse(text.contains("spill"), text);
    }

    @Test
    void otherErrorsAreNotTakenForAFullDisk() throws IOException {
        SpillFiles.Maker tooMany =
                (_, _) -> {
                    throw new IOException("Too many open files");
                };
        files = new SpillFiles(pool.path(), second, tooMany);

        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> write(NAME));

        String text = String.valueOf(e.getMessage());
        assertTrue(text.contains(NAME) && text.contains("Too many open files"), text);
        assertEquals(List.of(), names(large));
    }

    @Test
    void aSecondDirectoryThatWasRemovedIsMadeAgain() throws IOException {
        room.leave(pool.path(), 0);
        var _ = write(NAME);
        Path gone = second.path();
        PrivateDirectory.delete(gone);

        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> read(NAME, true));
        var _ = write("job-2");

        assertTrue(String.valueOf(e.getMessage()).contains(gone + ""), e.toString());
        assertTrue(String.valueOf(e.getMessage()).contains(" was removed while "), e.toString());
        assertArrayEquals(payload, read("job-2", true));
    }

    private SpillSink write(String name) {
        SpillSink[] sink = new SpillSink[1];
        PayloadWriter writer =
                new PayloadWriter(
                        (filled, _, _) -> {
                            if (sink[0] == null) {
                                sink[0] = files.create(name);
                            }
                            return sink[0].append(filled);
                        });
        writer.reset(MemorySegment.ofArray(new byte[64]));
        boolean whole = false;
        try {
            writer.putBytes(payload);
            var _ = sink[0].append(writer.unflushed());
            whole = true;
        } finally {
            if (!whole && sink[0] != null) {
                sink[0].discard();
            }
        }
        sink[0].close();
        return sink[0];
    }

    private byte[] read(String name, boolean inSecond) {
        try (Arena arena = Arena.ofConfined()) {
            return files.map(name, inSecond, BYTES, arena).toArray(JAVA_BYTE);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        }
    }
}
