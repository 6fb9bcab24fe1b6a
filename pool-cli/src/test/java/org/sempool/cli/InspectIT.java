package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Looking at a pool that somebody else runs. */
@Timeout(300)
final class InspectIT {
    @TempDir private Path directory;
    @TempDir private Path lookersDirectory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void aLivingPoolIsDrawnAndWatchedToItsEnd() throws Exception {
        Path file = directory.resolve("go");
        Running running = pool().startWithPipe(PoolScript.moody("-w", "1", "--queue", "4"));
        running.type("pid");
        Awaitility.await().until(() -> running.outputSoFar().endsWith("\n"));
        String workersPid = running.outputSoFar().strip();
        running.type("await " + file);
        running.type("quick");
        String pid = "" + running.process().pid();

        Awaitility.await("the job is seen")
                .until(
                        () -> {
                            String out = looker().run("inspect", pid).out();
                            return out.contains(
                                            "jobs: 4 slots, 2 free, 0 being written, 1 full, 1 held")
                                    && out.matches(
                                            "(?s).*\n +1 +"
                                                    + workersPid
                                                    + "  working +\\d+, for .*");
                        });

        Running watching = looker().start(Path.of("/dev/null"), "inspect", "--watch", pid);
        Awaitility.await("two pictures")
                .until(() -> watching.outputSoFar().split("made by process " + pid).length > 2);
        Files.createFile(file);
        running.process().getOutputStream().close();
        assertEquals(0, running.await().code());

        Result watched = watching.await();
        assertEquals(0, watched.code());
        assertEquals("pool: all are gone\n", watched.err());
    }

    @Test
    void whoHasNoPoolIsNamed() throws Exception {
        Result result = looker().run("inspect", "4194305");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("process 4194305 has made no pool"), result.err());

        Result path = looker().run("inspect", "" + directory);
        assertEquals(2, path.code());
        assertTrue(path.err().contains(directory + " is no pool of yours"), path.err());
    }

    @Test
    void anIntervalOfNothingIsAMistake() throws Exception {
        Result result = looker().run("inspect", "--watch", "--interval", "0s");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--interval 0ms is less than 10ms"), result.err());
    }

    @Test
    void slowMotionIsSlow() throws Exception {
        long start = System.nanoTime();

        Result result = pool().run("submit", "echo", "-w", "1", "--delay", "300ms", "--args", "a");

        assertEquals("a\n", result.out());
        // Claimed, written, published, and claimed, and the same for the result.
        assertTrue(System.nanoTime() - start > 8 * 300_000_000L);
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private PoolScript looker() {
        return new PoolScript(lookersDirectory);
    }
}
