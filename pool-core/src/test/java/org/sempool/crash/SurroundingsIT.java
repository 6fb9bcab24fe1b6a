package org.sempool.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.TestJvm;
import org.sempool.shm.SharedMemoryTransport;

/** A pool that lacks a resource says which one, or fails only the job that needs it. */
final class SurroundingsIT {
    @TempDir private Path directory;
    @TempDir private Path spill;

    @Test
    void aFullFileSystemIsNamedBeforeAnythingStarts() throws Exception {
        List<String> output = onFileSystemOf("1m", spill, "2048", "100");

        assertEquals(1, output.size(), output::toString);
        assertTrue(output.getFirst().contains("PoolStartException: the queues need "));
        assertTrue(output.getFirst().contains(" are free; make room there, or ask for fewer"));
        assertTrue(output.getFirst().contains(" queue=2048, workers=1 and slotBytes=1024 need"));
        assertTrue(output.getFirst().contains("\"directory\""));
    }

    @Test
    void aPayloadThatFindsNoRoomFailsItsJobAlone() throws Exception {
        List<String> output =
                onFileSystemOf("2m", directory, "16", "100", "9000000", "200", "1200000");

        assertEquals("100 bytes came back", output.get(0));
        assertTrue(output.get(1).contains("PayloadTooLargeException: a payload of more than "));
        assertEquals("200 bytes came back", output.get(2));
        // There is room for the job, but not for its result as well.
        assertTrue(output.get(3).contains("JobFailedException"), output::toString);
        assertTrue(output.get(3).contains("does not fit into"), output::toString);
    }

    @Test
    void payloadsGoToTheSpillDirectoryWhenTheFirstIsFullAndNoneIsLost() throws Exception {
        List<String> output =
                onFileSystemOf("1m", spill, "16", "100", "9000000", "many", "600000", "die");

        assertEquals(
                List.of(
                        "100 bytes came back",
                        "9000000 bytes came back",
                        "many came back",
                        "600000 bytes came back"),
                output);
        // The first directory was lost with its file system, and the note with the second one's
        // place.
        Map<String, String> options =
                Map.of("directory", directory.toString(), "spill-directory", spill.toString());
        assertEquals(1, new SharedMemoryTransport().removeLeftovers(options).size());
        try (Stream<Path> left = Files.list(spill)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aLackOfFileDescriptorsIsNamed() throws Exception {
        // The JVM itself holds one descriptor for each jar.
        long jars =
                Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getProperty("java.class.path"))
                        .filter(entry -> entry.endsWith(".jar"))
                        .count();
        List<String> output = run("ulimit -n " + (jars + 8) + "; ", "16", "100");

        assertTrue(output.getLast().contains(" open files in this process, and it may have "));
    }

    @Test
    void aLimitOnTheSizeOfFilesIsNamed() throws Exception {
        List<String> output = run("ulimit -f 64; ", "16", "100");

        assertTrue(
                output.getLast().contains(" not make a file of that size (ulimit -f); "),
                output::toString);
    }

    @Test
    void workersWithoutMemoryFailThePoolWithTheJvmsMessage() throws Exception {
        List<String> output = run("ulimit -v 4000000; ", "16", "-Xmx8g");

        assertTrue(output.getFirst().contains("Could not reserve enough space"), output::toString);
    }

    @Test
    void truncatingTheSegmentEndsThePool() throws Exception {
        List<String> output = run("", "16", "100", "cut", "100");

        assertEquals("100 bytes came back", output.get(0));
        assertTrue(output.getLast().contains("PoolClosedException"), output::toString);
    }

    private List<String> onFileSystemOf(String size, Path spillTo, String... args)
            throws Exception {
        String mount = "mount -t tmpfs -o size=" + size + " none " + directory + " && ";
        Process check = new ProcessBuilder("unshare", "-rm", "sh", "-c", mount + "true").start();
        Assumptions.assumeTrue(
                check.waitFor(10, TimeUnit.SECONDS) && check.exitValue() == 0,
                "no private file systems available here");
        return run(List.of("unshare", "-rm", "sh", "-c"), mount, spillTo, args);
    }

    private List<String> run(String before, String... args) throws Exception {
        return run(List.of("sh", "-c"), before, spill, args);
    }

    private List<String> run(List<String> shell, String before, Path spillTo, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(List.of(before + "exec \"$@\"", "sh"));
        List<String> pool = new ArrayList<>(List.of(directory.toString(), spillTo.toString()));
        pool.addAll(List.of(args));
        List<String> flags = List.of("-Xmx64m", "-XX:CompressedClassSpaceSize=64m");
        command.addAll(TestJvm.command(PoorCoordinator.class, flags, pool));
        Path log = Files.createTempFile("sempool-test", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("it hangs:\n" + Files.readString(log));
            }
            try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
                return lines.filter(line -> line.startsWith(PoorCoordinator.MARK))
                        .map(line -> line.substring(PoorCoordinator.MARK.length()))
                        .toList();
            }
        } finally {
            Files.delete(log);
        }
    }
}
