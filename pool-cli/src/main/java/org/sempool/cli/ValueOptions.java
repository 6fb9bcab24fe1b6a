package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import picocli.CommandLine.Option;

/** What {@code pool exec} makes of its input: values, columns of them, or several in a job. */
final class ValueOptions {
    private static final String NAMES_OF_COLUMNS = ":";

    @Option(
            names = {"-0", "--null"},
            description = "Values in files end with a NUL byte, and may contain line ends.")
    private boolean nul;

    @Option(
            names = {"-C", "--colsep"},
            paramLabel = "REGEX",
            description =
                    "What separates the columns of each value: they become {1}, {2} and so on, without"
                            + " blanks around them. '\\t' is a tab.")
    private @Nullable String separator;

    @Option(
            names = {"-N", "--max-args"},
            paramLabel = "MAX",
            description =
                    "Give each command so many values, as {1}, {2} and so on; with --pipe, so many"
                            + " records.")
    private @Nullable Integer most;

    @Option(
            names = "--header",
            paramLabel = ":",
            description =
                    "The first line, or the first value of each list, has names: {NAME} stands for"
                            + " the value under it.")
    private @Nullable String header;

    void check() {
        if (most != null && most < 1) {
            throw new UsageException("-N " + most + " is out of range: it must be 1 or more");
        }
        if (header != null && !header.equals(NAMES_OF_COLUMNS)) {
            throw new UsageException(
                    "--header " + header + " is not known; write '--header :' for a line of names");
        }
    }

    /** What a value in a file ends with. */
    byte end() {
        return nul ? 0 : (byte) '\n';
    }

    boolean isNul() {
        return nul;
    }

    /** How many lines or values make a job; 0 if it was not said. */
    int most() {
        Integer given = most;
        return given == null ? 0 : given;
    }

    boolean hasHeader() {
        return header != null;
    }

    boolean hasColumns() {
        return separator != null;
    }

    /** What separates columns, of bytes in ISO 8859-1; null if there are none. */
    @Nullable Pattern separator() {
        String regex = separator;
        if (regex == null) {
            return null;
        }
        try {
            return Pattern.compile(new String(ByteText.bytes(regex), ISO_8859_1));
        } catch (PatternSyntaxException e) {
            throw new UsageException(
                    "--colsep "
                            + regex
                            + " is no regular expression: "
                            + e.getDescription()
                            + "; a backslash before a special character makes it plain, as in '\\|'",
                    e);
        }
    }
}
