package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;
import org.sempool.inspect.Snapshot;
import org.sempool.shm.SegmentInspector;

/** Specifies what {@code pool inspect} shows of a pool in another process. */
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
        assertEquals("pool: all pools are gone\n", watched.err());
    }

    @Test
    void slowMotionShowsWhoHoldsASlot() throws Exception {
        Running running =
                pool().start(
                                Path.of("/dev/null"),
                                "submit",
                                "echo",
                                "--workers",
                                "1",
                                "--slow-motion",
                                "1s",
                                "--args",
                                "a");
        Set<String> seen = new HashSet<>();
        Awaitility.await("the end")
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> {
                            seen.addAll(statesOf(running.process().pid()));
                            return !running.process().isAlive();
                        });

        assertEquals("a\n", running.await().out());
        // Microseconds each without it. Which thread of the coordinator writes a job or
        // reads
        // a result only the coordinator knows.
        assertTrue(
                seen.containsAll(Set.of("jobs HELD", "results WRITING", "results FULL")),
                seen::toString);
    }

    private static Set<String> statesOf(long pid) throws IOException {
        Set<String> states = new HashSet<>();
        for (Path pool : SharedMemory.of(pid)) {
            SegmentInspector inspector = new SegmentInspector();
            if (inspector.knows(pool)) {
                try {
                    for (Snapshot.Queue queue : inspector.look(pool).queues()) {
                        queue.slots()
                                .forEach(slot -> states.add(queue.name() + " " + slot.state()));
                    }
                } catch (IOException e) {
                    // The pool has just begun or ended.
                }
            }
        }
        return states;
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private PoolScript looker() {
        return new PoolScript(lookersDirectory);
    }
}
