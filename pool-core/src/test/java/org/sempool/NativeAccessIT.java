package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a JVM that refuses native calls, the pool names the missing flag or works without them. */
final class NativeAccessIT {
    private static final String DENY = "--illegal-native-access=deny";

    /** Needs a file for its payload. */
    private static final String LARGE = "large".repeat(1000);

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"futex", "posix"})
    void theMissingFlagIsNamed(String semaphore) throws Exception {
        String printed = run(DENY, "semaphore=" + semaphore);

        assertTrue(
                printed.startsWith(
                        "thrown: org.sempool.PoolStartException: semaphore=" + semaphore),
                printed);
        assertTrue(printed.contains(" --enable-native-access=ALL-UNNAMED, "), printed);
        assertTrue(printed.contains("semaphore=polling"), printed);
    }

    @Test
    void theFlagForAModuleNamesTheModule() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app", "module app { requires org.sempool; exports app; }");

        String printed =
                program.java(
                        DENY, "-p", Program.path(Program.core(), app), "-m", "app/app.Main", "a");

        assertTrue(printed.contains(" --enable-native-access=org.sempool, "), printed);
    }

    @Test
    void pollingNeedsNoFlag() throws Exception {
        assertEquals("result: " + LARGE.toUpperCase(Locale.ROOT), run(DENY, "semaphore=polling"));
    }

    @Test
    void withTheFlagNothingIsRefused() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app");

        String printed =
                program.java(
                        DENY,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        Program.path(Program.core(), app),
                        "app.Main",
                        LARGE);

        assertEquals("result: " + LARGE.toUpperCase(Locale.ROOT), printed);
    }

    @Test
    void chronicleListsTheFlag() throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app");

        String printed =
                program.java(
                        DENY,
                        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path") + ":" + app,
                        "app.Main",
                        "a",
                        "transport=chronicle");

        assertTrue(printed.contains("PoolStartException: transport=chronicle needs"), printed);
        assertTrue(printed.contains("--enable-native-access=ALL-UNNAMED"), printed);
    }

    private String run(String flag, String setting) throws Exception {
        Program program = new Program(directory);
        Path app = program.compileMain("app");
        return program.java(
                flag, "-cp", Program.path(Program.core(), app), "app.Main", LARGE, setting);
    }
}
