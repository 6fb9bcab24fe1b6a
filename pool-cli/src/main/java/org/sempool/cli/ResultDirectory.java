package org.sempool.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.sempool.ByteText;
import org.sempool.spi.JobKey;

/**
 * Files with what each job has printed, in GNU parallel's places: {@code DIR/1/VALUE/stdout} and
 * {@code stderr}, and with two values {@code DIR/1/VALUE/2/OTHER/stdout}. Of jobs with equal
 * values, the last one stays.
 *
 * <p>In names, a slash of a value is {@code \_}, a backslash is doubled, and other bytes that a
 * name cannot have, or that are no text, are {@code \xNN}.
 */
final class ResultDirectory {
    private static final int LONGEST_NAME = 200;

    private final Path directory;

    private ResultDirectory(Path directory) {
        this.directory = directory;
    }

    static ResultDirectory at(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UsageException(
                    "cannot write --results " + directory + ": " + IoReasons.of(e), e);
        }
        if (!Files.isWritable(directory)) {
            throw new UsageException("cannot write --results " + directory + ": permission denied");
        }
        return new ResultDirectory(directory);
    }

    void add(List<String> values, JobOutput output) throws IOException {
        Path place = directory;
        for (int i = 0; i < values.size(); i++) {
            place = place.resolve(Integer.toString(i + 1)).resolve(name(values.get(i)));
        }
        try {
            Files.createDirectories(place);
            Files.write(place.resolve("stdout"), output.output());
            Files.write(place.resolve("stderr"), output.errors());
        } catch (IOException e) {
            throw new IOException(
                    "--results " + Visible.line(place.toString()) + " (" + IoReasons.of(e) + ")",
                    e);
        }
    }

    /**
     * @param value its bytes in ISO 8859-1
     */
    static String name(String value) {
        byte[] bytes = value.getBytes(ISO_8859_1);
        String text = ByteText.of(bytes, 0, bytes.length);
        StringBuilder name = new StringBuilder();
        text.codePoints().forEach(c -> append(name, c));
        if (text.isEmpty() || text.equals(".") || text.equals("..")) {
            name.insert(0, '\\');
        }
        byte[] encoded = name.toString().getBytes(StandardCharsets.UTF_8);
        return encoded.length <= LONGEST_NAME ? name.toString() : shortened(name.toString(), bytes);
    }

    private static void append(StringBuilder name, int c) {
        if (c == '/') {
            name.append("\\_");
        } else if (c == '\\') {
            name.append("\\\\");
        } else if (Character.isISOControl(c)) {
            for (byte each : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                name.append(String.format(Locale.ROOT, "\\x%02x", each & 0xFF));
            }
        } else if (ByteText.isByte(c)) {
            name.append(String.format(Locale.ROOT, "\\x%02x", c & 0xFF));
        } else {
            name.appendCodePoint(c);
        }
    }

    /** The rest is told apart by a digest of all. */
    private static String shortened(String name, byte[] bytes) {
        StringBuilder start = new StringBuilder();
        int length = 0;
        for (int c : name.codePoints().toArray()) {
            length += new String(Character.toChars(c)).getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST_NAME - 20) {
                break;
            }
            start.appendCodePoint(c);
        }
        long digest = JobKey.of(MemorySegment.ofArray(bytes)).high();
        return start + String.format(Locale.ROOT, "\\~%016x", digest);
    }
}
