package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/** Specifies how the command behaves as a job of a shell, as in a terminal. */
@Timeout(300)
final class JobControlIT {
    /** Longer than workers take to notice that the command is suspended. */
    private static final Duration NOTICED = Duration.ofSeconds(2);

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @Test
    void theWorkersAndTheirChildrenAreSuspendedAndResumedWithTheCommand() throws Exception {
        Path input =
                Files.write(directory.resolve("in"), Stream.of(1, 2, 3, 4).map(this::job).toList());
        Running shell =
                new PoolScript(directory).startAsJob("submit", "exec", "-w", "2", "" + input);
        awaitBegun(1);
        awaitBegun(2);
        ProcessHandle job = shell.process().children().findFirst().orElseThrow();
        ProcessHandle command = job.children().findFirst().orElseThrow();
        List<ProcessHandle> family = Running.workersOf(command);
        assertTrue(family.size() >= 4, "workers and shells: " + family);

        Running.signal("TSTP", command.pid());

        Awaitility.await().until(() -> isSuspended(command));
        assertTrue(
                // A shell's sleep may just have ended.
                family.stream().allMatch(member -> isSuspended(member) || !member.isAlive()),
                "suspended before the command");
        go(1);
        Running.signal("CONT", command.pid());
        awaitBegun(3);
        Awaitility.await().until(() -> family.stream().noneMatch(JobControlIT::isSuspended));

        // This signal cannot be handled: the running jobs go on, and no other begins.
        Running.signal("STOP", command.pid());
        Awaitility.await().until(() -> isSuspended(command));
        Awaitility.await().pollDelay(NOTICED).until(() -> true);
        go(2);
        go(4);
        Awaitility.await().until(() -> Files.exists(directory.resolve("done-2")));
        Awaitility.await().during(Duration.ofMillis(500)).until(() -> !hasBegun(4));

        Running.signal("CONT", command.pid());
        awaitBegun(4);
        go(3);
        Result result = shell.await();

        assertEquals("1\n2\n3\n4\n", result.out());
        assertEquals(0, result.code(), result.err());
    }

    /** A script starts it in this way with nohup, or in the background. */
    @Test
    void signalsIgnoredAtTheStartStayIgnored() throws Exception {
        Running running =
                new PoolScript(directory)
                        .startShell(
                                "trap '' HUP INT TSTP; exec "
                                        + PoolScript.SCRIPT
                                        + " submit exec -w 1 --args '"
                                        + job(1)
                                        + "'");
        awaitBegun(1);

        for (String signal : List.of("HUP", "INT", "INT", "TSTP")) {
            running.signal(signal);
        }
        go(1);
        Result result = running.await();

        assertEquals("1\n", result.out());
        assertEquals(0, result.code(), result.err());
        assertFalse(result.err().contains("interrupt"), result.err());
    }

    private String job(int number) {
        return ("cd @; touch begun-N; until [ -e go-N ]; do sleep 0.05; done;"
                        + " touch done-N; echo N")
                .replace("N", "" + number)
                .replace("@", directory.toString());
    }

    private void go(int number) throws IOException {
        Files.createFile(directory.resolve("go-" + number));
    }

    private boolean hasBegun(int number) {
        return Files.exists(directory.resolve("begun-" + number));
    }

    private void awaitBegun(int number) {
        Awaitility.await().until(() -> hasBegun(number));
    }

    /** Returns false if the process has gone. */
    private static boolean isSuspended(ProcessHandle process) {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return status.startsWith("T", status.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return false;
        }
    }
}
