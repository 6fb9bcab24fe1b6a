package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;

/**
 * Specifies what {@code pool doctor} reports of this machine, with a temporary directory that takes
 * no files.
 */
@Timeout(300)
final class DoctorIT {
    @TempDir private Path directory;

    @Test
    void eachTransportIsTriedAndEachProblemIsALine() throws Exception {
        Map<String, String> environment =
                Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=/proc");

        Result result = new PoolScript(directory, environment).run("doctor");

        assertEquals("", result.err());
        assertEquals(1, result.code(), result.out());
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.stream().allMatch(line -> line.matches("(ok|warning|problem) +\\S.*")));
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("ok       Java ")));
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("ok +a worker with .* shm started.*")),
                result.out());
        assertTrue(
                lines.stream().anyMatch(line -> line.matches("warning +/proc .*not writable.*")),
                result.out());
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.matches("problem +no job .* chronicle: cannot .*")),
                result.out());
        assertEquals(1, lines.stream().filter(line -> line.startsWith("problem")).count());
        assertEquals(lines.size(), result.out().lines().distinct().count());
    }
}
