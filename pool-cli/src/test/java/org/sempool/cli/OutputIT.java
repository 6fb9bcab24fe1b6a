package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies what the command does when its output has no reader or no room. */
@Timeout(300)
final class OutputIT {
    private static final int PIPE_BYTES = 1 << 16;

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalEndsACommandWhoseOutputsAreBlocked(String signal, int code) throws Exception {
        Path begun = directory.resolve("go.begun");
        try (var out = fullPipe("out");
                var err = fullPipe("err")) {
            Running running =
                    shell(
                            "exec '%s' submit %s -w 1 --args quick throw 'await %s' >out 2>err"
                                    .formatted(
                                            PoolScript.SCRIPT,
                                            MoodyHandler.class.getName()
                                                    + " -cp "
                                                    + PoolScript.TEST_CLASSES,
                                            directory.resolve("go")));
            Awaitility.await().until(() -> Files.exists(begun));
            List<ProcessHandle> workers = running.workers();

            // Twice or more: of two signals that come at once, the process sees one.
            Awaitility.await()
                    .until(
                            () -> {
                                kill(signal, running.process().pid());
                                return !running.process().isAlive();
                            });

            assertEquals(code, running.await().code());
            Running.awaitEnds(workers);
            assertNothingElseIsIn(out);
            assertNothingElseIsIn(err);
        }
    }

    /** The results fill the pipe, and the handler hangs in its shutdown hook or in its summary. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSignalEndsACommandWhoseHandlerHangs(boolean inSummary) throws Exception {
        Path summary = directory.resolve("summary");
        try (var _ = fullPipe("out")) {
            Running running =
                    shell(
                            "JAVA_OPTS=-D%s=%s exec '%s' submit %s -cp %s -w 1 --args a >%s"
                                    .formatted(
                                            HangingHandler.SUMMARY,
                                            summary,
                                            PoolScript.SCRIPT,
                                            HangingHandler.class.getName(),
                                            PoolScript.TEST_CLASSES,
                                            inSummary ? "free" : "out"));
            Awaitility.await()
                    .until(() -> inSummary ? Files.exists(summary) : !running.workers().isEmpty());
            List<ProcessHandle> workers = running.workers();

            running.signal("TERM");

            // By itself it would never end; the limit for cleaning would end it after 10 seconds.
            assertTrue(running.process().waitFor(8, TimeUnit.SECONDS));
            assertEquals(143, running.await().code());
            Running.awaitEnds(workers);
        }
    }

    /** The second job would end after an hour. */
    @Test
    void aReaderThatGoesAwayEndsTheBatchSilently() throws Exception {
        Result result =
                shell(
                                "{ '%s' submit exec -w 1 --args 'echo a' 'sleep 3600' 2>err; echo $? >code; } | head -n 1"
                                        .formatted(PoolScript.SCRIPT))
                        .await();

        assertEquals("a\n", result.out());
        assertEquals("141\n", read("code"));
        assertEquals("", read("err"));
    }

    @Test
    void otherCommandsReportAFullDiskButNotAMissingReader() throws Exception {
        Result result =
                shell(
                                "P='%s'; { $P handlers; echo $? >code; } 2>err | true; $P --help >/dev/full"
                                        .formatted(PoolScript.SCRIPT))
                        .await();

        assertEquals("141\n", read("code"));
        assertEquals("", read("err"));
        assertEquals(1, result.code());
        assertEquals(
                "pool: cannot write to standard output: No space left on device\n", result.err());
    }

    /** Needs the right to mount, in a namespace of its own. */
    @Test
    void aFullDiskKeepsWholeLinesAndReportsTheirNumber() throws Exception {
        Files.createDirectory(directory.resolve("disk"));
        Files.write(
                directory.resolve("in"),
                IntStream.range(0, 30_000).mapToObj(Integer::toString).toList());
        String mount = "mount -t tmpfs -o size=64k none disk";
        Assumptions.assumeTrue(
                shell("unshare --mount sh -c '" + mount + "'").await().code() == 0, "cannot mount");

        Result result =
                shell(
                                "unshare --mount sh -c '%s && { \"%s\" submit echo -w 1 in -o disk/o; echo $?; cat disk/o; }'"
                                        .formatted(mount, PoolScript.SCRIPT))
                        .await();

        List<String> lines = result.out().lines().toList();
        int written = lines.size() - 1;
        assertEquals("1", lines.getFirst(), result.err());
        assertTrue(written > 1000, result.err());
        assertEquals(
                IntStream.range(0, written).mapToObj(Integer::toString).toList(),
                lines.subList(1, lines.size()));
        assertTrue(result.out().endsWith("\n"));
        assertTrue(
                result.err().contains("No space left on device; " + written + " were written"),
                result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    /** A full pipe whose reader reads nothing. */
    private RandomAccessFile fullPipe(String name) throws Exception {
        Path fifo = directory.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor());
        // Opening it for both does not wait for another end.
        RandomAccessFile pipe = new RandomAccessFile(fifo.toFile(), "rw");
        pipe.write(new byte[PIPE_BYTES]);
        return pipe;
    }

    private static void assertNothingElseIsIn(RandomAccessFile pipe) throws IOException {
        byte[] all = new byte[2 * PIPE_BYTES];
        assertEquals(PIPE_BYTES, pipe.read(all));
    }

    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        var _ = new ProcessBuilder("kill", "-" + signal, "" + pid).start().waitFor();
    }

    private Running shell(String line) throws IOException {
        return new PoolScript(directory).startShell("cd '" + directory + "' && " + line);
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }
}
