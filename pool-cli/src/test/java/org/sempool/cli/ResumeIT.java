package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies that a batch on Chronicle Queue whose command was killed continues where it ended. */
final class ResumeIT {
    private static final int JOBS = 100;
    private static final int WORKERS = 2;

    /** A worker on Chronicle Queue spends most of its time here loading classes. */
    private static final String SHORT_LIVED_WORKERS = "--jvm-flag=" + PoolScript.SHORT_LIVED;

    private static final String CHANGED = " has changed since it last worked in ";

    @TempDir private Path directory;

    @Test
    void aKilledBatchContinuesWhereItEnded() throws Exception {
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
        assertTrue(third.err().contains("; " + JOBS + " were done before."), third.err());
        assertTrue(count(tally) <= JOBS + WORKERS, "all was done");
    }

    @Test
    void aChangedHandlerStartsAnewAndReportsIt() throws Exception {
        PoolScript pool = new PoolScript(directory);
        Path runs = directory.resolve("runs");
        String[] command = versioned(runs);

        compileVersion("one");
        assertEquals("one x\none y\n", succeed(pool, command).out());
        Result again = succeed(pool, command);
        assertEquals("one x\none y\n", again.out());
        assertFalse(again.err().contains(CHANGED), again.err());
        assertEquals(2, count(runs), "what was done is not done again");

        compileVersion("two");
        Result changed = succeed(pool, command);
        assertEquals("two x\ntwo y\n", changed.out());
        assertTrue(changed.err().contains("Versioned" + CHANGED), changed.err());
        assertEquals(4, count(runs));

        Result resumed = succeed(pool, command);
        assertEquals("two x\ntwo y\n", resumed.out());
        assertFalse(resumed.err().contains(CHANGED), resumed.err());
        assertEquals(4, count(runs));
    }

    private static Result succeed(PoolScript pool, String[] command) throws Exception {
        Result result = pool.run(command);
        assertEquals(0, result.code(), result.err());
        return result;
    }

    private String[] versioned(Path runs) {
        return new String[] {
            "submit",
            "Versioned",
            "-cp",
            "" + directory.resolve("classes"),
            "--transport",
            "chronicle",
            SHORT_LIVED_WORKERS,
            "--data-dir",
            "" + directory.resolve("data"),
            "-w",
            "1",
            "--args",
            runs + " x",
            runs + " y"
        };
    }

    /** Compiles a handler that notes each run in a file, and returns the version with the job. */
    private void compileVersion(String version) throws IOException {
        String source =
                """
                import java.nio.file.*;
                import org.sempool.*;

                public final class Versioned implements LineHandler {
                    public String name() {
                        return "versioned";
                    }

                    public String description() {
                        return "for tests";
                    }

                    public String handle(String line, JobContext context) throws Exception {
                        String[] words = line.split(" ");
                        Files.writeString(Path.of(words[0]), "run\\n",
                                StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                        return "VERSION " + words[1];
                    }
                }
                """
                        .replace("VERSION", version);
        Path file = Files.writeString(directory.resolve("Versioned.java"), source);
        int code =
                ToolProvider.findFirst("javac")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                "" + directory.resolve("classes"),
                                "" + file);
        assertEquals(0, code, "the handler compiles");
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
            SHORT_LIVED_WORKERS,
            "--data-dir",
            "" + directory.resolve("data")
        };
    }

    private static int count(Path tally) throws IOException {
        return Files.exists(tally) ? Files.readAllLines(tally).size() : 0;
    }
}
