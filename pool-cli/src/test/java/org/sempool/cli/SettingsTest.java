package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;

/** Specifies where options that are not given get their values, and that errors name the place. */
final class SettingsTest {
    private static final String[] DRY = {"exec", "--dry-run", "echo", ":::", "a"};
    private static final String[] SUBMIT = {"submit", "echo", "--args", "a"};

    @TempDir private Path directory;

    /** Each step sets a bad value, and the error says which of them counts. */
    @Test
    void theCommandLineGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Path home = directory.resolve(".config/sempool/pool.properties");
        Files.createDirectories(home.getParent());

        Files.writeString(home, "queue=0\n");
        assertBad(Map.of(), "--queue 0 is out of range", "--queue is set by queue in " + home);
        Files.writeString(home, "queue=0\nsubmit.queue=-1\n");
        assertBad(Map.of(), "--queue -1 is", "--queue is set by submit.queue in " + home);
        assertBad(
                Map.of("POOL_QUEUE", "-2"), "--queue -2 is", "by the environment variable POOL_Q");
        assertBad(
                Map.of("POOL_QUEUE", "-2", "POOL_SUBMIT_QUEUE", "-3"),
                "--queue -3 is",
                "POOL_SUBMIT_QUEUE)");
        Result given =
                run(Map.of("POOL_QUEUE", "-2"), "submit", "echo", "--queue", "-4", "--args", "a");
        assertTrue(given.err().contains("--queue -4 is out of range"), given.err());
        assertTrue(!given.err().contains("is set by"), given.err());
    }

    private void assertBad(Map<String, String> environment, String... complaints)
            throws IOException {
        Result result = run(environment, SUBMIT);

        assertEquals(2, result.code(), result.err());
        for (String complaint : complaints) {
            assertTrue(result.err().contains(complaint), result.err());
        }
    }

    @Test
    void aValueOfTheWrongKindNamesItsPlace() throws Exception {
        assertBad(
                Map.of("POOL_TIMEOUT", "5"),
                "'5' is not a duration",
                "(--timeout is set by the environment variable POOL_TIMEOUT)");
    }

    /** An option of picocli's would take back what is the default. */
    @ParameterizedTest
    @CsvSource({"'', false", "--dry-run, true", "--dry-run=true, true", "--dry-run=false, false"})
    void aFlagMeansTheSameWhateverTheSettingsSay(String flag, boolean dry) throws Exception {
        for (String setting : new String[] {"true", "false"}) {
            boolean expected = flag.isEmpty() ? setting.equals("true") : dry;
            Map<String, String> environment =
                    Map.of("POOL_EXEC_DRY_RUN", setting, "POOL_QUEUE", "0");

            Result result =
                    flag.isEmpty()
                            ? run(environment, "exec", "echo", ":::", "a")
                            : run(environment, "exec", flag, "echo", ":::", "a");

            // A command that is to run finds the queue too short.
            assertEquals(expected ? 0 : 2, result.code(), setting + ": " + result.err());
            assertEquals(expected ? "echo a\n" : "", result.out(), setting);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wokers=1 | the key wokers in FILE is unknown (did you mean workers?)",
                "submit.dry-run=true | the key submit.dry-run in FILE is unknown",
                "args=x | the key args in FILE is unknown",
                "help=true | the key help in FILE is unknown",
                "queue=1\\nqueue=2 | FILE: the key queue is there twice",
                "queue=\\\\u00g | cannot read the settings in FILE: Malformed",
            })
    void whatIsWrongWithTheFileIsNamed(String content, String complaint) throws Exception {
        Path file = directory.resolve("other");
        Files.writeString(file, content.replace("\\n", "\n").replace("\\\\", "\\"));
        Map<String, String> environment = Map.of("POOL_CONFIG", file.toString());

        Result result = run(environment, DRY);

        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(complaint.replace("FILE", "" + file)), result.err());
        assertEquals(0, run(environment, "exec", "--help").code());
    }

    @Test
    void aFileThatIsNamedMustExist() throws Exception {
        Result result = run(Map.of("POOL_CONFIG", directory + "/none"), DRY);

        assertEquals(2, result.code(), result.err());
        assertTrue(result.err().contains(directory + "/none"), result.err());
    }

    /** Other programs may have variables that begin so, but hardly with one of our commands. */
    @Test
    void unknownVariablesOfACommandAreErrors() throws Exception {
        Result other = run(Map.of("POOL_SIZE", "5"), DRY);
        Result own = run(Map.of("POOL_SUBMIT_WOKERS", "5"), DRY);

        assertEquals(0, other.code(), other.err());
        assertEquals(2, own.code());
        assertTrue(own.err().contains("POOL_SUBMIT_WOKERS is unknown"), own.err());
        assertTrue(own.err().contains("did you mean POOL_SUBMIT_WORKERS?"), own.err());
    }

    @Test
    void theDirectoryOfSettingsMayBeElsewhere() throws Exception {
        Path file = directory.resolve("xdg/sempool/pool.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "tag=maybe\n");

        Result result = run(Map.of("XDG_CONFIG_HOME", directory + "/xdg"), DRY);

        assertTrue(result.err().contains("(--tag is set by tag in " + file + ")"), result.err());
    }

    private Result run(Map<String, String> environment, String... args) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("HOME", directory.toString());
        return PoolCommand.run(directory, all, args);
    }
}
