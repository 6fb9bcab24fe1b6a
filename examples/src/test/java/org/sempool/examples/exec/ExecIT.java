package org.sempool.examples.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.JobContext;
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

    /** Run here: only one that is killed costs a process more. */
    private static String run(String command) throws Exception {
        return new Exec().handle(command, JobContext.of(1, 1, 1));
    }

    @Test
    @Timeout(60)
    void aCommandHasEndedAlthoughItsChildHoldsThePipe() throws Exception {
        String mark = "100." + ProcessHandle.current().pid();
        try {
            assertEquals("x", run("sleep " + mark + " & sleep 0.1; echo x"));

            assertEquals(1, sleepers(mark).size(), "it goes on in the background");
        } finally {
            end(mark);
        }
    }

    @Test
    @Timeout(60)
    void aChildThatNeverStopsWritingIsNotWaitedFor() throws Exception {
        String afterTheEnd = "while kill -0 $$; do :; done 2>/dev/null; exec yes child";

        assertEquals("x", run("(" + afterTheEnd + ") & echo x").lines().findFirst().orElseThrow());
        String both = run("yes child & echo x");
        assertTrue(both.lines().anyMatch("x"::equals), both::toString);
    }

    @Test
    void allThatACommandPrintsIsThereBeItMoreThanAPipeHolds() throws Exception {
        String output = run("sleep 1000 & job=$!; seq 300000; kill $job");

        assertEquals(300_000, output.lines().count());
        assertTrue(output.endsWith("\n300000"));
    }

    @Test
    void whatPrintsTooMuchIsKilled() throws Exception {
        String mark = "1002." + ProcessHandle.current().pid();

        IOException e =
                assertThrows(IOException.class, () -> run("sleep " + mark + " & yes " + mark));

        assertTrue(String.valueOf(e.getMessage()).contains("prints more than"), e::toString);
        awaitNone(mark);
    }

    @Test
    void whatTakesTooLongEndsWithAllThatItHasStartedAndItsWorkerGoesOn() throws Exception {
        String mark = "1000." + ProcessHandle.current().pid();
        String sleep = "sleep " + mark;
        try (WorkerPool<String, String> pool =
                builder().jobTimeout(Duration.ofSeconds(2)).grace(Duration.ofMinutes(2)).build()) {
            String worker = pool.submit("echo $PPID").join();
            CompletionException e =
                    assertThrows(
                            CompletionException.class,
                            () ->
                                    pool.submit(
                                                    "("
                                                            + sleep
                                                            + " &) ; setsid "
                                                            + sleep
                                                            + " & "
                                                            + sleep
                                                            + "; "
                                                            + sleep)
                                            .join());

            assertInstanceOf(JobTimedOutException.class, e.getCause());
            assertEquals(worker, pool.submit("echo $PPID").join());
            awaitNone(mark);
        }
    }

    private static void awaitNone(String mark) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertEquals(List.of(), sleepers(mark)));
    }

    private static void end(String mark) {
        ProcessHandle.allProcesses()
                .filter(process -> isSleeper(process, mark))
                .forEach(ProcessHandle::destroyForcibly);
    }

    private static List<ProcessHandle> sleepers(String mark) {
        return ProcessHandle.allProcesses().filter(process -> isSleeper(process, mark)).toList();
    }

    private static boolean isSleeper(ProcessHandle process, String mark) {
        return process.info().commandLine().filter(line -> line.endsWith(" " + mark)).isPresent();
    }
}
