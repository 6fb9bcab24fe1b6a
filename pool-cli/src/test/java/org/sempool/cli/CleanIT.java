package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
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

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    /** With files of its own for its output. */
    private PoolScript cleaner() {
        return new PoolScript(cleanDirectory);
    }
}
