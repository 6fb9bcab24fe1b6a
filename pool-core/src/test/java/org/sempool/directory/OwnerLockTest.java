package org.sempool.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.process.ProcessIdentity;

/**
 * A directory is removed in every state in which its coordinator may have died, and in no other.
 */
final class OwnerLockTest {
    private static final String NAME = "sempool-1-0123456789abcdef";

    @TempDir private Path temporary;
    private Path parent = Path.of("");
    private Path directory = Path.of("");
    private Path beside = Path.of("");

    @BeforeEach
    void name() throws IOException {
        parent = temporary.toRealPath();
        directory = parent.resolve(NAME);
        beside = parent.resolve(NAME + ".lock");
    }

    @Test
    void aLockWithoutADirectoryIsRemoved() throws IOException {
        make(beside);

        assertEquals(List.of(), Leftovers.remove(parent));

        assertFalse(Files.exists(beside));
    }

    @Test
    void aDirectoryBesideItsLockIsRemoved() throws IOException {
        make(beside);
        makeDirectory();

        assertRemoved();
    }

    @Test
    void aDirectoryWithItsLockIsRemoved() throws IOException {
        makeDirectory();
        make(directory.resolve("owner.lock"));
        Files.writeString(directory.resolve("owner"), "another boot 1");

        assertRemoved();
    }

    @Test
    void aDirectoryWithoutALockIsRemoved() throws IOException {
        makeDirectory();
        Files.writeString(directory.resolve("segment"), "");

        assertRemoved();
    }

    /** A cleanup of old files may have removed the lock of a running pool. */
    @Test
    void aDirectoryThatLostItsLockStaysWhileItsProcessLives() throws IOException {
        makeDirectory();
        Files.write(directory.resolve("owner"), ProcessIdentity.of(1));

        assertEquals(List.of(), Leftovers.remove(parent));

        assertTrue(Files.exists(directory));
    }

    @Test
    void aProcessNeverRemovesADirectoryThatItIsMaking() throws IOException {
        Path own = DirectoryName.next().in(parent);
        OwnerLock lock = OwnerLock.acquire(own);
        assertTrue(lock != null);
        assertEquals(List.of(), Leftovers.remove(parent));
        assertEquals(Set.of(own + ".lock"), children());

        Files.createDirectory(
                own,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertEquals(List.of(), Leftovers.remove(parent));
        lock.moveInto(own);
        assertEquals(List.of(), Leftovers.remove(parent));
        assertEquals(Set.of(own.toString()), children());

        lock.remove(own);
        assertEquals(Set.of(), children());
    }

    @Test
    void twoThreadsMayRemoveLeftoversAtTheSameTime() throws Exception {
        for (int round = 0; round < 50; round++) {
            makeDirectory();
            make(directory.resolve("owner.lock"));
            Thread other = Thread.ofPlatform().start(() -> Leftovers.tryToRemove(parent));

            var _ = Leftovers.remove(parent);
            other.join();

            // Each thread may have left it to the other, which held the lock for a moment.
            var _ = Leftovers.remove(parent);
            assertEquals(Set.of(), children());
        }
    }

    private void assertRemoved() throws IOException {
        assertEquals(List.of(directory), Leftovers.remove(parent));
        assertEquals(Set.of(), children());
    }

    private Set<String> children() throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return Set.copyOf(children.map(Path::toString).toList());
        }
    }

    private void makeDirectory() throws IOException {
        Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void make(Path file) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
