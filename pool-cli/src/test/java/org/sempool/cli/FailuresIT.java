package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies how failed jobs are handled and listed, and the options that control it. */
@Timeout(300)
final class FailuresIT {
    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void aJobThatTakesTooLongFailsAloneWithItsTimeout() throws Exception {
        Result result = moody("-w", "1", "--timeout", "200ms", "--args", "a", "sleep", "b");

        assertEquals(1, result.code());
        assertEquals("a\nb\n", result.out());
        assertEquals("argument 2: 'sleep': timed out after 0.2 s", failure(result));
    }

    @Test
    void textThatIsNotUnicodeFailsItsJobAndIsNotChanged() throws Exception {
        Result result = moody("-w", "1", "--args", "a", "half", "b");

        assertEquals(1, result.code());
        assertEquals("a\nb\n", result.out());
        String failure = failure(result);
        assertTrue(failure.startsWith("argument 2: 'half': IllegalArgumentException"), failure);
        assertTrue(failure.contains("unpaired surrogate, U+D83D"), failure);
    }

    @Test
    void aJobThatDoesNotStopGetsItsGrace() throws Exception {
        Result result =
                moody("-w", "1", "--timeout", "500ms", "--grace", "150ms", "--args", "deaf", "b");

        assertEquals("b\n", result.out());
        assertTrue(result.err().contains("grace=150 ms"), result.err());
    }

    @Test
    void aDeadWorkerIsALineWithItsSignalTheAttemptsAndItsLastWords() throws Exception {
        Result result = moody("-w", "1", "--attempts", "2", "--args", "kill");

        String failure = failure(result);
        assertTrue(failure.startsWith("argument 1: 'kill': attempt 2 of 2: worker 1"), failure);
        assertTrue(failure.contains("was killed by SIGKILL (exit code 137)"), failure);
        assertTrue(failure.endsWith(": in attempt 2"), failure);
    }

    @Test
    void aHandlersExceptionIsALineWithItsTypeAndMessage() throws Exception {
        Result result = moody("--args", "throw");

        assertEquals("argument 1: 'throw': IllegalStateException: in a mood", failure(result));
        assertFalse(result.err().contains("\tat "), result.err());
    }

    @Test
    void verboseListsEveryDeathWithItsOutput() throws Exception {
        Result result = moody("-v", "-w", "1", "--attempts", "2", "--args", "kill");

        String below = result.err().substring(result.err().indexOf("'kill': attempt 2 of 2"));
        int first = below.indexOf("\n    attempt 1: worker 1");
        int second = below.indexOf("\n    attempt 2: worker 1");
        assertTrue(first > 0 && second > first, result.err());
        assertTrue(below.substring(first, second).contains("\n      about to be killed\n"), below);
        assertTrue(below.substring(second).contains("\n      in attempt 2\n"), below);
    }

    @Test
    void verboseShowsTheStackTraceOfAHandler() throws Exception {
        Result result = moody("-v", "--args", "throw");

        assertTrue(result.err().contains("\tat " + MoodyHandler.class.getName()), result.err());
    }

    @Test
    void failuresAreRetriedOnRequestUntilTheAttemptsAreSpent() throws Exception {
        Result once = moody("--args", "throw-before 2");
        Result again = moody("--retries", "2", "--args", "throw-before 2", "throw");

        assertEquals("", once.out());
        assertEquals("done\n", again.out());
        assertEquals("argument 2: 'throw': IllegalStateException: in a mood", failure(again));
    }

    @Test
    void aWorkerIsReplacedAfterItsJobs() throws Exception {
        Result result =
                moody("-w", "1", "--max-jobs-per-worker", "1", "--args", "pid", "pid", "pid");

        assertEquals(3, result.out().lines().distinct().count());
        assertEquals(0, result.code());
    }

    @Test
    void aWorkerIsReplacedWhenItIsTooLarge() throws Exception {
        Running running = pool().startWithPipe(PoolScript.moody("-w", "1", "--max-memory", "1MiB"));

        Awaitility.await()
                .until(
                        () -> {
                            running.type("pid");
                            return running.outputSoFar().lines().distinct().count() >= 2;
                        });
        running.process().getOutputStream().close();

        assertEquals(0, running.await().code());
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private Result moody(String... args) throws Exception {
        return pool().run(PoolScript.moody(args));
    }

    /** The only failure that is listed. */
    private static String failure(Result result) {
        List<String> failures =
                result.err()
                        .lines()
                        .filter(line -> line.startsWith("pool: argument"))
                        .map(line -> line.substring("pool: ".length()))
                        .toList();
        assertEquals(1, failures.size(), result.err());
        return failures.getFirst();
    }
}
