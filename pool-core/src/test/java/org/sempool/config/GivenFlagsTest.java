package org.sempool.config;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Flags for workers are accepted unless they set the class path or keep java from running a worker.
 */
final class GivenFlagsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-ea",
                "-verbose:gc",
                "-Dname=with spaces",
                "@flags",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens java.base/java.lang=ALL-UNNAMED -ea",
                "-p modules",
                "-showversion"
            })
    void flagsOfAWorkerMayBeGiven(String flags) {
        GivenFlags.check(words(flags));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "foo",
                "-ea foo",
                "-cp x",
                "--class-path=x",
                "-jar x.jar",
                "-version",
                "--dry-run",
                "-Xshare:dump",
                "--add-opens=java.base/java.lang=ALL-UNNAMED foo"
            })
    void flagsThatRunNoWorkerAreRefused(String flags) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> GivenFlags.check(words(flags)));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("jvmFlags="), message);
    }

    private static List<String> words(String flags) {
        return flags.startsWith("-D") ? List.of(flags) : List.of(flags.split(" ", -1));
    }
}
