package org.sempool.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sempool.Signal;

/** The processes that a worker leaves are found by their tag, wherever they are. */
final class ProcessFamilyIT {
    private static final String POOL = "/no/such/pool-" + ProcessHandle.current().pid();
    private static final String TAG = ProcessFamily.tag(POOL, 1, 1);

    /** The least room that the kernel gives a command for its arguments and environment. */
    private static final int SMALLEST_ROOM = 128 * 1024;

    /** The longest single argument or variable, including its name and a NUL. */
    private static final int LONGEST_STRING = SMALLEST_ROOM - 1;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() throws InterruptedException {
        for (Process process : started) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void onlyProcessesWithTheTagAreKilled() throws Exception {
        Process ours = sleeper(TAG);
        Process another = sleeper(ProcessFamily.tag(POOL, 1, 11));
        Process unmarked = sleeper("");

        ProcessFamily.killTagged(Set.of(TAG), ProcessStart.own());

        assertTrue(ours.waitFor(60, TimeUnit.SECONDS));
        assertTrue(another.isAlive() && unmarked.isAlive());

        ProcessFamily.killTaggedOfPool(POOL, ProcessStart.EVER);

        assertTrue(another.waitFor(60, TimeUnit.SECONDS));
        assertTrue(unmarked.isAlive());
    }

    /** The grandchild's parent has ended, and its group and session are its own. */
    @Test
    void aDescendantThatLeftParentGroupAndSessionIsKilled() throws Exception {
        Process worker = start(TAG, "sh", "-c", "setsid sh -c 'echo $$; exec sleep 1000' & exit");
        long orphan = Long.parseLong(worker.inputReader(StandardCharsets.UTF_8).readLine());
        long since = ProcessStart.of(worker.pid(), ProcessStart.own());
        assertTrue(worker.waitFor(60, TimeUnit.SECONDS));
        ProcessHandle handle = ProcessHandle.of(orphan).orElseThrow();

        ProcessFamily.killTagged(Set.of(TAG), since);

        Signal.awaitEnds(List.of(handle));
    }

    /** A process that is older than the worker is not of its family, and is not even checked. */
    @Test
    void olderProcessesAreNotChecked() throws Exception {
        Process older = sleeper(TAG);
        long start = ProcessStart.of(older.pid(), ProcessStart.EVER);

        ProcessFamily.killTagged(Set.of(TAG), start + 1);
        assertTrue(older.isAlive());

        ProcessFamily.killTagged(Set.of(TAG), start);
        assertTrue(older.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void anInterruptedThreadFindsTaggedProcesses() throws Exception {
        Process ours = sleeper(TAG);

        Thread.currentThread().interrupt();
        ProcessFamily.killTagged(Set.of(TAG), ProcessStart.own());

        assertTrue(Thread.interrupted());
        assertTrue(ours.waitFor(60, TimeUnit.SECONDS));
    }

    @Test
    void aChildIsNotOlderThanItsParent() throws Exception {
        Process child = sleeper("");

        assertTrue(ProcessStart.of(child.pid(), -1) >= ProcessStart.own());
        assertTrue(ProcessStart.own() > ProcessStart.EVER);
        assertEquals(42, ProcessStart.of(Long.MAX_VALUE, 42));
    }

    /** As on a machine with a hundred thousand processes, where a command has the usual room. */
    @Test
    void theGuardFindsTaggedProcessesAmongMoreThanFitACommandLine() throws Exception {
        Process crowd =
                start("", "sh", "-c", "for i in $(seq 300); do sleep 1000 & done; echo; wait");
        assertEquals("", crowd.inputReader(StandardCharsets.UTF_8).readLine());
        Process ours = sleeper(TAG);

        Process guard = cramped(FamilyGuard.SCRIPT, ProcessFamily.begin(POOL));
        guard.getOutputStream().close();

        assertTrue(ours.waitFor(60, TimeUnit.SECONDS));
        assertTrue(guard.waitFor(60, TimeUnit.SECONDS));
        Process allAtOnce = cramped("grep -qs nothing /proc/[0-9]*/environ || exit $?", "");
        assertTrue(allAtOnce.waitFor(60, TimeUnit.SECONDS));
        assertEquals(126, allAtOnce.exitValue(), "the crowd is too small to prove anything");
    }

    /** A shell that can start commands with at most a few thousand characters of arguments. */
    private Process cramped(String script, String argument) throws IOException {
        List<String> command = List.of("sh", "-c", script, "test-guard", argument);
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", "ulimit -s 256; exec \"$@\"", "sh");
        builder.command().addAll(command);
        builder.environment().keySet().retainAll(Set.of("PATH"));
        int used = script.length() + 1000;
        builder.environment().put("PAD", "x".repeat(LONGEST_STRING - 4 - 5000 - used));
        return remember(builder);
    }

    private Process sleeper(String tag) throws IOException {
        Process process = start(tag, "sleep", "1000");
        Awaitility.await("it sleeps")
                .until(
                        () ->
                                Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                                        .startsWith("sleep"));
        return process;
    }

    private Process start(String tag, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put(ProcessFamily.TAG_NAME, tag);
        return remember(builder);
    }

    private Process remember(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }
}
