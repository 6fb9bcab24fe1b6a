package org.sempool.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sempool.ByteText;
import org.sempool.wire.PayloadWriter;
import picocli.CommandLine.Option;

/** How {@code pool exec} cuts its input into blocks for its commands to read. */
final class PipeOptions {
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\\\\0nrt])");

    /** A block travels with its number. */
    static final long MOST_BYTES = PayloadWriter.MAX_BYTES - Long.BYTES;

    @Option(
            names = "--pipe",
            description =
                    "Give each command a block of the input to read, instead of a value. A block has"
                            + " whole lines.")
    private boolean pipe;

    @Option(
            names = "--block",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description =
                    "How large a block is, unless a line is longer: bytes, or 500k, 10m (default:"
                            + " 1m).")
    private @Nullable Long block;

    @Option(
            names = "--recend",
            paramLabel = "TEXT",
            description =
                    "What a record ends with, if it is not a line; \\n, \\r, \\t, \\0 and \\\\ are"
                            + " understood.")
    private @Nullable String recordEnd;

    @Option(
            names = "--recstart",
            paramLabel = "TEXT",
            description = "What a record begins with, such as '>' or 'From '.")
    private @Nullable String recordStart;

    boolean isOn() {
        return pipe;
    }

    void check() {
        if (!pipe && (block != null || recordEnd != null || recordStart != null)) {
            String name = block != null ? "--block" : recordEnd != null ? "--recend" : "--recstart";
            throw new UsageException(name + " is about blocks of the input; add --pipe");
        }
        if (blockBytes() < 1 || blockBytes() > MOST_BYTES) {
            throw new UsageException(
                    "--block " + block + " is out of range: it must be 1 to " + MOST_BYTES);
        }
        if (recordEnd != null && recordEnd.isEmpty() && recordStart == null) {
            throw new UsageException(
                    "--recend '' leaves nothing to cut at; add --recstart, or leave it out for"
                            + " lines");
        }
    }

    long blockBytes() {
        Long given = block;
        return given == null ? 1 << 20 : given;
    }

    /**
     * Where records end.
     *
     * @param lineEnd what a line ends with
     */
    RecordEnd recordEnd(byte lineEnd) {
        String start = recordStart;
        String end = recordEnd;
        byte[] none = {};
        byte[] ends = end != null ? bytes(end) : start != null ? none : new byte[] {lineEnd};
        return new RecordEnd(ends, start == null ? none : bytes(start));
    }

    private static byte[] bytes(String text) {
        return ByteText.bytes(
                ESCAPE.matcher(text)
                        .replaceAll(
                                found ->
                                        Matcher.quoteReplacement(
                                                switch (found.group(1)) {
                                                    case "n" -> "\n";
                                                    case "r" -> "\r";
                                                    case "t" -> "\t";
                                                    case "0" -> "\0";
                                                    default -> "\\";
                                                })));
    }
}
