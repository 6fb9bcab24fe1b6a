package org.sempool.exec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.JobContext;

/** Specifies how a command is run, in this process. */
@Timeout(60)
final class CommandHandlerTest {
    /** Appended to the arguments of everything that may be left behind. */
    private static final String MARK = "." + ProcessHandle.current().pid();

    @AfterEach
    void nothingIsLeft() {
        sleepers(MARK).forEach(ProcessHandle::destroyForcibly);
    }

    private static CommandResult run(String command, String... values) throws Exception {
        return CommandResult.decode(handler(command, 1).handle(line(values), context(1)));
    }

    private static CommandHandler handler(String command, int attempts) {
        return handler(command, new CommandJob.Form(false, false), attempts);
    }

    private static CommandHandler handler(String command, CommandJob.Form form, int attempts) {
        return new CommandHandler(new CommandHandler.Settings(command, form, false, attempts));
    }

    /** With bytes for the command to read. */
    private static CommandResult runWithInput(String command, byte[] input) throws Exception {
        CommandHandler handler = handler(command, new CommandJob.Form(false, true), 1);
        return CommandResult.decode(handler.handle(MemorySegment.ofArray(input), context(1)));
    }

    private static JobContext context(int attempt) {
        return JobContext.of(1, attempt, 1);
    }

    private static MemorySegment line(String... values) {
        return MemorySegment.ofArray(CommandJob.join(List.of(values)).getBytes(ISO_8859_1));
    }

    /** More than pipes have room for. */
    private static byte[] many() {
        byte[] bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static String output(CommandResult result) {
        return new String(result.output(), ISO_8859_1);
    }

    @Test
    void whatACommandPrintsIsItsResultWhateverItIs() throws Exception {
        CommandResult result = run("printf 'a\\n\\000 \\377\\n\\n'; echo no >&2; exit 3; echo {}");

        assertEquals("a\n\0 \u00FF\n\n", output(result));
        assertEquals("no\n", new String(result.errors(), ISO_8859_1));
        assertEquals("exit code 3", result.ending());
    }

    @Test
    void anyBytesReachTheCommand() throws Exception {
        StringBuilder all = new StringBuilder();
        for (char c = 1; c < 256; c++) {
            all.append(c);
        }
        assertEquals(all.toString(), output(run("printf %s", all.toString())));
        assertEquals(all.toString(), output(run("printf %s {};", all.toString())));
    }

    @Test
    void aSignalIsReported() throws Exception {
        assertEquals("killed by signal 9", run("kill -9 $$; echo {}", "x").ending());
    }

    @Test
    void whatCannotBeStartedEndsAsInAShell() throws Exception {
        CommandResult missing = run("there-is-no-such-program");
        CommandResult directory = run("/tmp");

        assertEquals(127, missing.exitCode());
        assertEquals(126, directory.exitCode());
        assertTrue(
                new String(missing.errors(), ISO_8859_1).contains("there-is-no-such-program"),
                "it is named");
    }

    @Test
    void itReadsNothingAndInheritsNothing() throws Exception {
        assertEquals("", output(run("cat; true {}", "x")));
        List<String> descriptors = output(run("ls /proc/self/fd; true {}", "x")).lines().toList();

        // ls opens the directory itself.
        assertTrue(descriptors.containsAll(List.of("0", "1", "2")), "" + descriptors);
        assertTrue(descriptors.size() <= 4, "" + descriptors);
    }

    @Test
    void itReadsItsInputToTheEndWhileItWrites() throws Exception {
        byte[] input = many();
        CommandResult result = runWithInput("tee /dev/stderr", input);

        assertArrayEquals(input, result.output());
        assertArrayEquals(input, result.errors());
    }

    @Test
    void itsInputIsTheMemoryThatItIsIn() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment payload = arena.allocate(Long.BYTES + 3L, Long.BYTES);
            payload.set(ValueLayout.JAVA_LONG, 0, 42);
            payload.asSlice(Long.BYTES).copyFrom(MemorySegment.ofArray(new byte[] {'a', 0, 'b'}));
            CommandHandler handler = handler("cat; echo {#}", new CommandJob.Form(true, true), 1);

            byte[] result = handler.handle(payload.asReadOnly(), context(1));

            assertEquals("a\0b42\n", output(CommandResult.decode(result)));
        }
    }

    @Test
    void itNeedNotReadItsInput() throws Exception {
        CommandResult none = runWithInput("echo enough", many());
        CommandResult some = runWithInput("head -c 3", "abcdef".getBytes(ISO_8859_1));
        CommandResult closed = runWithInput("exec <&-; sleep 0.1; echo closed", many());

        assertEquals("enough\n", output(none));
        assertEquals("abc", output(some));
        assertEquals("closed\n", output(closed));
        assertTrue(none.isSuccess() && some.isSuccess() && closed.isSuccess());
    }

    @Test
    void whatReadsNothingIsStillEnded() throws Exception {
        String mark = "1000" + MARK;
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        FutureTask<CommandResult> running =
                new FutureTask<>(
                        () -> {
                            thread.complete(Thread.currentThread());
                            return runWithInput("sleep " + mark, many());
                        });
        Thread.ofPlatform().daemon().start(running);
        Awaitility.await().until(() -> sleepers(mark).size() == 1);

        thread.join().interrupt();

        Exception e = assertThrows(Exception.class, running::get);
        assertInstanceOf(InterruptedException.class, e.getCause());
        assertEquals(List.of(), sleepers(mark));
    }

    @Test
    void signalsHaveTheirUsualEffect() throws Exception {
        assertEquals("y\n", output(run("yes | head -n 1; true {}", "x")));
        assertEquals(
                "SigBlk:\t0000000000000000\n",
                output(run("grep SigBlk /proc/self/status; true {}", "x")));
    }

    @Test
    void muchOutputIsThere() throws Exception {
        CommandResult result = run("seq 300000; seq 300000 >&2; true {}", "x");

        assertEquals(300_000, output(result).lines().count());
        assertArrayEquals(result.output(), result.errors());
    }

    @Test
    void itHasEndedAlthoughItsChildHoldsThePipes() throws Exception {
        String mark = "100" + MARK;

        assertEquals("x\n", output(run("sleep " + mark + " & echo {}", "x")));

        assertEquals(1, sleepers(mark).size(), "it goes on in the background");
    }

    @Test
    void aChildThatNeverStopsPrintingIsNotWaitedFor() throws Exception {
        assertTrue(output(run("yes child & echo {}", "x")).contains("x\n"));
    }

    @Test
    void anInterruptEndsItWithAllItsDescendants() throws Exception {
        String mark = "1000" + MARK;
        String sleep = "sleep " + mark;
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        FutureTask<CommandResult> running =
                new FutureTask<>(
                        () -> {
                            thread.complete(Thread.currentThread());
                            return run("(" + sleep + " &); setsid " + sleep + " & " + sleep + " #");
                        });
        Thread.ofPlatform().daemon().start(running);
        Awaitility.await().until(() -> sleepers(mark).size() == 3);

        thread.join().interrupt();

        Exception e = assertThrows(Exception.class, running::get);
        assertInstanceOf(InterruptedException.class, e.getCause());
        assertEquals(List.of(), sleepers(mark));
    }

    @Test
    void itIsToldToEndBeforeItIsKilled() throws Exception {
        Path file = Files.createTempFile("sempool-test", ".term");
        String command =
                "trap 'echo tidy > {}; exit' TERM; echo ready > {}; while :; do sleep 0.01; done";
        FutureTask<CommandResult> running = new FutureTask<>(() -> run(command, "" + file));
        Thread thread = Thread.ofPlatform().daemon().start(running);
        Awaitility.await().until(() -> Files.readString(file).equals("ready\n"));

        thread.interrupt();

        assertThrows(Exception.class, running::get);
        assertEquals("tidy\n", Files.readString(file));
        Files.delete(file);
    }

    @Test
    void aFailureThatIsRetriedIsAFailureUntilTheLastAttempt() throws Exception {
        CommandHandler handler = handler("false", 2);

        assertThrows(IOException.class, () -> handler.handle(line("x"), context(1)));
        byte[] last = handler.handle(line("x"), context(2));

        assertEquals(1, CommandResult.decode(last).exitCode());
    }

    @Test
    void noDescriptorIsLeftOpen() throws Exception {
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            var _ = run("true");
            var _ = run("there-is-no-such-program");
            var _ = runWithInput("true", many());
            var _ = runWithInput("there-is-no-such-program", many());
        }
        assertTrue(descriptors() <= before + 2, "more than " + before);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }

    private static List<ProcessHandle> sleepers(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(mark))
                .toList();
    }
}
