package org.sempool.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of lines that all have the same length and differ in their first characters. */
final class LineFile {
    private static final long MOST_LINES = 10_000_000;
    private static final long MOST_BYTES = 1_000_000_000;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz ";

    private final Path path;
    private final int lineBytes;
    private long lines;

    /** Makes no file yet. */
    LineFile(Path path, int lineBytes) {
        this.path = path;
        this.lineBytes = lineBytes;
    }

    Path path() {
        return path;
    }

    int lineBytes() {
        return lineBytes;
    }

    long lines() {
        return lines;
    }

    /** With the ends of the lines. */
    long bytes() {
        return lines * (lineBytes + 1);
    }

    private long most() {
        return Math.min(MOST_LINES, MOST_BYTES / (lineBytes + 1));
    }

    boolean isLargest() {
        return lines == most();
    }

    /** Makes it have that many times its lines, or as many as it may have. */
    void grow(double factor) throws IOException {
        growTo((long) Math.ceil(lines * factor));
    }

    void growTo(long wanted) throws IOException {
        long more = Math.min(wanted, most());
        byte[] line = FILLER.repeat(lineBytes / FILLER.length() + 1).getBytes(US_ASCII);
        line[lineBytes] = '\n';
        try (OutputStream stream =
                new BufferedOutputStream(
                        Files.newOutputStream(path, CREATE, APPEND), BUFFER_BYTES)) {
            for (; lines < more; lines++) {
                number(line);
                stream.write(line, 0, lineBytes + 1);
            }
        }
    }

    private void number(byte[] line) {
        long rest = lines;
        for (int i = Math.min(lineBytes, 8) - 1; i >= 0; i--) {
            line[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
