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

/** Specifies that {@code pool clean} removes what killed pools left behind, and nothing else. */
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
        // Its output is for the tests below: here another pool may have removed the files first.
        assertEquals(List.of(), SharedMemory.of(pid));
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    /** A pool script that writes its output to files of its own. */
    private PoolScript cleaner() {
        return new PoolScript(cleanDirectory);
    }
}
