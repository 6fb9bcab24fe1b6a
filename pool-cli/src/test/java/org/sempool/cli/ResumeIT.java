package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** A batch on Chronicle Queue whose command was killed goes on where it ended. */
final class ResumeIT {
    private static final int JOBS = 100;
    private static final int WORKERS = 2;

    @TempDir private Path directory;

    @Test
    void theCommandIsKilledInMidBatch() throws Exception {
        Path tally = directory.resolve("tally");
        String numbers =
                IntStream.range(0, JOBS).mapToObj(i -> i + "\n").collect(Collectors.joining());
        Path input =
                Files.writeString(
                        directory.resolve("input"),
                        numbers.lines()
                                .map(i -> tally + " " + i + "\n")
                                .collect(Collectors.joining()));
        PoolScript pool = new PoolScript(directory);
        Running running = pool.start(input, arguments(input));
        Awaitility.await("a third is done").until(() -> count(tally) >= JOBS / 3);
        var workers = running.workers();

        running.signal("KILL");
        assertEquals(137, running.await().code());
        Running.awaitEnds(workers);
        int doneBefore = count(tally);
        assertTrue(doneBefore < JOBS, "too late to kill it");
        Result resumed = pool.run(arguments(input));

        assertEquals(0, resumed.code(), resumed.err());
        assertEquals(numbers, resumed.out());
        assertTrue(count(tally) <= JOBS + WORKERS, "only what was running runs again");
        Set<String> all = new TreeSet<>(Files.readAllLines(tally));
        assertEquals(JOBS, all.size());

        Result third = pool.run(arguments(input));
        assertEquals(numbers, third.out());
        assertTrue(count(tally) <= JOBS + WORKERS, "all was done");
    }

    @Test
    void sharedMemoryDoesNotLast() throws Exception {
        Result result =
                new PoolScript(directory)
                        .run("submit", "echo", "--args", "x", "--data-dir", "" + directory);

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--transport chronicle"), result.err());
    }

    private String[] arguments(Path input) {
        return new String[] {
            "submit",
            TallyHandler.class.getName(),
            "-cp",
            PoolScript.TEST_CLASSES.toString(),
            "" + input,
            "-w",
            "" + WORKERS,
            "--transport",
            "chronicle",
            "--data-dir",
            "" + directory.resolve("data")
        };
    }

    private static int count(Path tally) throws IOException {
        return Files.exists(tally) ? Files.readAllLines(tally).size() : 0;
    }
}
