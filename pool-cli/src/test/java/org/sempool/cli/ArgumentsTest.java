package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Specifies how arguments that the JVM could not decode are restored. */
final class ArgumentsTest {
    private static final byte[] COMMAND_LINE =
            "java\0Main\0submit\0caf\u00E9\0ä\0\0".getBytes(StandardCharsets.ISO_8859_1);

    @Test
    void undecodableArgumentsAreTakenFromTheCommandLine() {
        String[] restored =
                Arguments.restore(
                        new String[] {"submit", "caf\uFFFD", "ä", ""}, COMMAND_LINE, false);

        assertArrayEquals(new String[] {"submit", "caf\uDCE9", "ä", ""}, restored);
    }

    @Test
    void allArgumentsAreTakenFromItIfTheCharsetIsAscii() {
        byte[] utf8 = "java\0submit\0ä?\0".getBytes(StandardCharsets.UTF_8);

        String[] restored = Arguments.restore(new String[] {"submit", "???"}, utf8, true);

        assertArrayEquals(new String[] {"submit", "ä?"}, restored);
    }

    @Test
    void aTooShortCommandLineChangesNothing() {
        String[] arguments = {"a", "\uFFFD"};

        assertArrayEquals(arguments, Arguments.restore(arguments, new byte[] {'a', 0}, false));
    }
}
