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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.ByteText;
import org.sempool.JobContext;
import org.sempool.JobTimedOutException;
import org.sempool.WorkerPool;
import org.sempool.WorkerPoolBuilder;
import org.sempool.examples.Shell;

/** Specifies the handler {@code exec}, which runs shell commands. */
final class ExecIT {
    /** Appended to the arguments of everything that may be left behind. */
    private static final String MARK = "." + ProcessHandle.current().pid();

    @AfterEach
    void nothingIsLeft() {
        sleepers(MARK).forEach(ProcessHandle::destroyForcibly);
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return WorkerPool.builder(Exec.class).workers(1);
    }

    @Test
    void theOutputOfACommandIsItsResult() throws Exception {
        String command = "seq 5 | sort -r; printf 'no\\n\\n'";
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEquals(
                    String.join("\n", Shell.lines(command)).stripTrailing(),
                    pool.submit(command).join());
            assertEquals("", pool.submit("cat").join(), "there is nothing to read");
        }
    }

    @Test
    void aFailingCommandReportsItsCode() {
        try (WorkerPool<String, String> pool = builder().build()) {
            CompletionException e =
                    assertThrows(
                            CompletionException.class, () -> pool.submit("echo no; exit 7").join());
            assertTrue(String.valueOf(e.getCause()).contains("ended with code 7"), "" + e);
        }
    }

    @Test
    void aCommandMayBeginWithAHyphen() {
        IOException e = assertThrows(IOException.class, () -> run("-x"));

        assertTrue(e.toString().contains("ended with code 127"), e::toString);
    }

    /** Runs the command in this process: only a killed command needs a process of its own. */
    private static String run(String command) throws Exception {
        return new Exec().handle(command, JobContext.of(1, 1, 1));
    }

    @Test
    void bytesThatAreNotUtf8ArriveInTheCommandAndComeBackUnchanged() throws Exception {
        byte[] all = new byte[254];
        for (int i = 0; i < all.length; i++) {
            // All bytes but NUL and the quote.
            all[i] = (byte) (i + (i < '\'' - 1 ? 1 : 2));
        }
        String bytes = ByteText.of(all);

        assertEquals(bytes, run("printf %s '" + bytes + "'"));
        assertEquals("2", run("printf %s é | wc -c"));
        assertEquals("\uDCE9 \t", run("printf '\\351 \\t\\n\\n'"), "only line ends are dropped");
        assertEquals(
                "|0", run("printf %s \"$sempool_exec|$#\" # é"), "it finds no trace of the way");
        assertEquals("", run("cat # é"), "nor anything to read");
    }

    @Test
    void aCommandMayBeLongerThanAnArgument() throws Exception {
        assertEquals("300000", run("printf %s " + "x".repeat(300_000) + " | wc -c"));
    }

    @Test
    void aCommandWithANulIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> run("echo a\0b"));

        assertEquals("byte 7 of the command is NUL", e.getMessage());
    }

    @Test
    @Timeout(60)
    void aCommandHasEndedAlthoughItsChildHoldsThePipe() throws Exception {
        String mark = "100" + MARK;

        assertEquals("x", run("sleep " + mark + " & sleep 0.1; echo x"));

        assertEquals(1, sleepers(mark).size(), "it goes on in the background");
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
    void allOutputIsThereEvenIfItExceedsAPipe() throws Exception {
        String output = run("sleep 90 & job=$!; seq 300000; kill $job");

        assertEquals(300_000, output.lines().count());
        assertTrue(output.endsWith("\n300000"));
    }

    @Test
    void aCommandThatPrintsTooMuchIsKilled() throws Exception {
        String mark = "1002" + MARK;

        IOException e =
                assertThrows(IOException.class, () -> run("sleep " + mark + " & yes " + mark));

        assertTrue(String.valueOf(e.getMessage()).contains("prints more than"), e::toString);
        awaitNone(mark);
    }

    @Test
    void aCommandThatTakesTooLongEndsWithItsDescendantsAndItsWorkerContinues() throws Exception {
        String mark = "1000" + MARK;
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

    private static List<ProcessHandle> sleepers(String mark) {
        return ProcessHandle.allProcesses().filter(process -> isSleeper(process, mark)).toList();
    }

    private static boolean isSleeper(ProcessHandle process, String mark) {
        return process.info().commandLine().filter(line -> line.endsWith(mark)).isPresent();
    }
}
