package org.sempool.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sempool.ByteText;

/**
 * The program's arguments as the user gave them. The JVM decodes them with the locale's charset and
 * replaces bytes that it cannot decode with other characters.
 */
final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final String REPLACEMENT = "\uFFFD";

    private Arguments() {}

    /** Restores arguments that the JVM could not decode as {@link ByteText}; keeps the others. */
    static String[] restore(String... decoded) {
        boolean onlyAscii = onlyAscii();
        if (!onlyAscii && Arrays.stream(decoded).noneMatch(each -> each.contains(REPLACEMENT))) {
            return decoded;
        }
        try {
            return restore(decoded, Files.readAllBytes(COMMAND_LINE), onlyAscii);
        } catch (IOException unknown) {
            return decoded;
        }
    }

    /**
     * @param commandLine the JVM's command line, whose last arguments are the program's; each ends
     *     with NUL
     * @param all whether arguments without a replacement character may be wrong, too
     */
    static String[] restore(String[] decoded, byte[] commandLine, boolean all) {
        String[] given = ByteText.of(commandLine).split("\0", -1);
        int others = given.length - 1 - decoded.length;
        String[] restored = decoded.clone();
        for (int i = 0; i < restored.length && others >= 0; i++) {
            if (all || restored[i].contains(REPLACEMENT)) {
                restored[i] = given[others + i];
            }
        }
        return restored;
    }

    /** Whether the charset is ASCII: the JVM then turns every other byte into a question mark. */
    private static boolean onlyAscii() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return !name.isEmpty()
                && Charset.isSupported(name)
                && Charset.forName(name).equals(StandardCharsets.US_ASCII);
    }
}
