package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Removing what killed pools have left. */
@Timeout(300)
final class CleanIT {
    @TempDir private Path directory;
    @TempDir private Path cleanDirectory;

    @Test
    void aLivingPoolIsLeftAloneAndAKilledOneIsRemoved() throws Exception {
        Running running = pool().startWithPipe(PoolScript.moody("-w", "1"));
        running.type("quick");
        Awaitility.await().until(() -> running.outputSoFar().equals("quick\n"));
        long pid = running.process().pid();
        List<Path> shared = SharedMemory.of(pid);
        assertEquals(1, shared.size());

        Result living = cleaner().run("clean");
        assertEquals(0, living.code());
        assertFalse(living.out().contains("" + shared.getFirst()), living.out());
        assertEquals(shared, SharedMemory.of(pid));

        running.signal("KILL");
        assertEquals(137, running.await().code());
        Result killed = cleaner().run("clean");
        assertEquals(0, killed.code());
        // What is printed is for the tests below: here another pool may be the one that removes it.
        assertEquals(List.of(), SharedMemory.of(pid));
    }

    @Test
    void nothingToRemoveIsSaid() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        Result result = cleaner().run("clean", "--directory", "" + empty);

        assertEquals(new Result(0, "", "pool: there was nothing to remove\n"), result);
    }

    @Test
    void anotherDirectoryCanBeCleaned() throws Exception {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path left =
                Files.createDirectory(directory.resolve("sempool-1-0123456789abcdef"), ownerOnly);
        Files.createFile(left.resolve("owner.lock"));
        Path other = Files.createDirectory(directory.resolve("mine"), ownerOnly);

        Result result = cleaner().run("clean", "--directory", "" + directory);

        assertEquals(new Result(0, left + "\n", ""), result);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(other));
    }

    @Test
    void aDirectoryThatIsNoneIsAMistake() throws Exception {
        Result result = cleaner().run("clean", "--directory", "/no/such/directory");

        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().contains("there is no directory /no/such/directory"), result.err());
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    /** With files of its own for its output. */
    private PoolScript cleaner() {
        return new PoolScript(cleanDirectory);
    }
}
