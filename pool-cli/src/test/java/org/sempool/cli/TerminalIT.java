package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.cli.PoolScript.Result;
import org.sempool.cli.PoolScript.Running;

/**
 * Specifies what {@code pool top} and {@code pool inspect --watch} do with a terminal, which {@code
 * script} makes, and without one.
 */
@Timeout(300)
final class TerminalIT {
    private static final String ENTER = "\033[?1049h";
    private static final String LEAVE = "\033[?1049l";
    private static final String HOME = "\033[H";

    @TempDir private Path directory;

    private PoolScript script(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("TERM", "xterm"));
        environment.putAll(more);
        return new PoolScript(directory, environment);
    }

    /** Runs a command on a terminal, and notes the terminal's name, and its settings around it. */
    private Running onTerminal(PoolScript script, String command) throws IOException {
        Path program = directory.resolve("program");
        Files.writeString(
                program,
                """
                cd %s
                tty >tty
                # Ctrl-C is for the command.
                trap : INT
                stty rows 24 cols 80
                stty -g >before
                %s
                echo "code $?"
                stty -g >after
                """
                        .formatted(directory, command.replace("pool", PoolScript.SCRIPT + "")));
        return script.startShell("script -qec 'sh " + program + "' /dev/null");
    }

    private String read(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private void assertRestored(Result result, int code) throws IOException {
        assertTrue(result.out().contains("code " + code), result.out());
        assertEquals(read("before"), read("after"));
        assertTrue(result.out().lastIndexOf(LEAVE) > result.out().lastIndexOf(ENTER));
    }

    private static void awaitPicture(Running running) {
        Awaitility.await().until(() -> running.outputSoFar().contains(HOME));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool top", "pool inspect --watch"})
    void qEndsItAndTheTerminalIsAsBefore(String command) throws Exception {
        Running running = onTerminal(script(Map.of()), command);
        awaitPicture(running);

        // Without a line end: the terminal passes it on only if it was told to.
        running.process().getOutputStream().write('q');
        running.process().getOutputStream().flush();

        assertRestored(running.await(), 0);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void aSignalRestoresTheTerminal(String signal, int code) throws Exception {
        Running running = onTerminal(script(Map.of()), "pool top");
        awaitPicture(running);

        Running.signal(signal, command(running));

        assertRestored(running.await(), code);
    }

    @Test
    void ctrlCIsASignal() throws Exception {
        Running running = onTerminal(script(Map.of()), "pool top");
        awaitPicture(running);

        running.process().getOutputStream().write(3);
        running.process().getOutputStream().flush();

        assertRestored(running.await(), 130);
    }

    /** The shell continues it as soon as it is suspended. */
    @Test
    void aSuspendedCommandRestoresTheTerminalUntilItGoesOn() throws Exception {
        Running running = onTerminal(script(Map.of()), "set -m\npool top\nstty -g >suspended\nfg");
        awaitPicture(running);

        Running.signal("TSTP", command(running));

        Awaitility.await()
                .until(
                        () -> {
                            String out = running.outputSoFar();
                            return out.contains(LEAVE)
                                    && out.lastIndexOf(HOME) > out.lastIndexOf(LEAVE);
                        });
        assertEquals(read("before"), read("suspended"));
        running.process().getOutputStream().write('q');
        running.process().getOutputStream().flush();
        assertRestored(running.await(), 0);
    }

    @Test
    void thePictureFollowsTheSizeOfTheWindow() throws Exception {
        Running running = onTerminal(script(Map.of("NO_COLOR", "1")), "pool top --interval 1h");
        awaitPicture(running);

        assertEquals(0, stty("rows", "3", "cols", "17").waitFor());

        Awaitility.await().until(() -> fits(lastPicture(running), 3, 17));
        Running.signal("TERM", command(running));
        assertRestored(running.await(), 143);
        assertFalse(running.await().out().matches("(?s).*\033\\[[0-9;]*m.*"), "NO_COLOR");
    }

    @Test
    void withoutATerminalTheTableIsPrintedOnce() throws Exception {
        Running running =
                new PoolScript(Files.createDirectory(directory.resolve("batch")))
                        .startWithPipe(PoolScript.moody("-w", "1"));
        running.type("await " + directory.resolve("go"));
        String pid = "" + running.process().pid();

        Awaitility.await()
                .untilAsserted(
                        () -> {
                            Result top = script(Map.of()).run("top");
                            assertEquals(0, top.code(), top.err());
                            assertTrue(
                                    top.out()
                                            .matches(
                                                    "(?s)\\d+ pools?, .*TIME .*>= 0\\.\\d s  - .* "
                                                            + pid
                                                            + " +1 .*"),
                                    top.out());
                            assertFalse(top.out().contains("\033"), top.out());
                        });

        Files.createFile(directory.resolve("go"));
        running.process().getOutputStream().close();
        assertEquals(0, running.await().code());
        SharedMemory.awaitNothingLeft();
    }

    /** The process of the command itself. */
    private static long command(Running running) {
        return running.process()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("cli.Main"))
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static List<String> lastPicture(Running running) throws IOException {
        String out = running.outputSoFar();
        String picture = out.substring(out.lastIndexOf(HOME) + HOME.length());
        return picture.replaceAll("\033\\[[KJ]", "").replace("\r", "").lines().toList();
    }

    private static boolean fits(List<String> picture, int lines, int columns) {
        return !picture.isEmpty()
                && picture.size() <= lines
                && picture.stream().allMatch(line -> line.length() <= columns);
    }

    private Process stty(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("stty", "-F", read("tty").strip()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).start();
    }
}
