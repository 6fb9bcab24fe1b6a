package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies how results keep the order of the input while the first job takes long. */
@Timeout(300)
final class OrderIT {
    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void aSlowFirstJobHoldsUpNoOther() throws Exception {
        Path go = directory.resolve("go");
        Path last = directory.resolve("last");
        List<String> others = IntStream.range(0, 5_000).mapToObj(i -> "line " + i).toList();
        Running running = start(Map.of(), "-w", "2", "--queue", "16", input(go, others, last));

        // The last job begins, although the first has not ended.
        awaitBegun(last);
        assertEquals("", running.outputSoFar());
        Files.createFile(last);
        Files.createFile(go);
        Result result = running.await();

        assertEquals(0, result.code(), result.err());
        assertEquals(expected(others), result.out().lines().toList());
    }

    /** The heap has room for 4 MiB of results. */
    @Test
    void resultsThatMemoryHasNoRoomForGoToAFileThatNothingLeavesBehind() throws Exception {
        Path go = directory.resolve("go");
        Path last = directory.resolve("last");
        Path spill = Files.createDirectory(directory.resolve("spill"));
        String filling = "x".repeat(10_000);
        List<String> others = IntStream.range(0, 1_000).mapToObj(i -> i + filling).toList();
        Map<String, String> heap = Map.of("JAVA_OPTS", PoolScript.SHORT_LIVED + " -Xmx32m");
        String[] arguments = {
            "-w", "2", "--queue", "16", "--spill-directory", "" + spill, input(go, others, last)
        };

        Running killed = start(heap, arguments);
        awaitBegun(last);
        List<ProcessHandle> workers = killed.workers();
        assertTrue(hasFileIn(spill, killed.process().pid()));
        killed.signal("KILL");
        var _ = killed.await();
        Running.awaitEnds(workers);
        assertEquals(0, OverflowFilesTest.named(spill));

        Files.delete(Path.of(last + ".begun"));
        Files.delete(Path.of(go + ".begun"));
        Running running = start(heap, arguments);
        awaitBegun(last);
        Files.createFile(last);
        Files.createFile(go);
        Result result = running.await();
        assertEquals(0, result.code(), result.err());
        assertEquals(expected(others), result.out().lines().toList());
        assertEquals(0, OverflowFilesTest.named(spill));
    }

    private static List<String> expected(List<String> others) {
        List<String> expected = new ArrayList<>(others);
        expected.addFirst("done");
        expected.addLast("done");
        return expected;
    }

    private String input(Path go, List<String> others, Path last) throws IOException {
        List<String> lines = new ArrayList<>(others);
        lines.addFirst("await " + go);
        lines.addLast("await " + last);
        return Files.write(directory.resolve("in"), lines).toString();
    }

    private static void awaitBegun(Path go) {
        Awaitility.await().until(() -> Files.exists(Path.of(go + ".begun")));
    }

    /** Whether a process has a file of a directory open. */
    private static boolean hasFileIn(Path spill, long pid) throws IOException {
        return OverflowFilesTest.openFiles(Path.of("/proc/" + pid + "/fd"), spill) > 0;
    }

    private Running start(Map<String, String> environment, String... arguments) throws IOException {
        return new PoolScript(directory, environment)
                .start(Path.of("/dev/null"), PoolScript.moody(arguments));
    }
}
