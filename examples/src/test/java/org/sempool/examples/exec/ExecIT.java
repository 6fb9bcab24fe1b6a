package org.sempool.examples.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.sempool.JobTimedOutException;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.examples.Shell;

final class ExecIT {
    private static WorkerPoolBuilder<String, String> builder() {
        return WorkerPool.builder(Exec.class).workers(1);
    }

    @Test
    void whatACommandPrintsIsItsResult() throws Exception {
        String command = "seq 5 | sort -r; printf 'no\\n\\n'";
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEquals(
                    String.join("\n", Shell.lines(command)).stripTrailing(),
                    pool.submit(command).join());
            assertEquals("", pool.submit("cat").join(), "there is nothing to read");
        }
    }

    @Test
    void whatFailsSaysItsCode() {
        try (WorkerPool<String, String> pool = builder().build()) {
            CompletionException e =
                    assertThrows(
                            CompletionException.class, () -> pool.submit("echo no; exit 7").join());
            assertTrue(String.valueOf(e.getCause()).contains("ended with code 7"), "" + e);
        }
    }

    @Test
    void whatTakesTooLongEndsWithAllThatItHasStarted() throws Exception {
        String mark = "1000." + ProcessHandle.current().pid();
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(Duration.ofSeconds(2)).grace(Duration.ofMillis(100)).build()) {
            CompletionException e =
                    assertThrows(
                            CompletionException.class,
                            () -> pool.submit("sleep " + mark + " & sleep " + mark).join());

            assertInstanceOf(JobTimedOutException.class, e.getCause());
        }
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertEquals(List.of(), sleepers(mark)));
    }

    private static List<String> sleepers(String mark) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .filter(command -> command.endsWith("sleep " + mark))
                .toList();
    }
}
