package org.sempool.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sempool.ByteText;

/**
 * The program's arguments as the user gave them. The JVM decodes them as the locale says, and puts
 * other characters in the place of bytes that it cannot decode.
 */
final class Arguments {
    private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
    private static final String REPLACEMENT = "\uFFFD";

    private Arguments() {}

    /** Those that the JVM could not decode as {@link ByteText}, the others as they are. */
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
     * @param commandLine that of the JVM, whose last arguments are the program's; each ends with
     *     NUL
     * @param all whether even those may be wrong that have no replacement character
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

    /** Then every other byte has become a question mark. */
    private static boolean onlyAscii() {
        String name = System.getProperty("sun.jnu.encoding", "");
        return !name.isEmpty()
                && Charset.isSupported(name)
                && Charset.forName(name).equals(StandardCharsets.US_ASCII);
    }
}
