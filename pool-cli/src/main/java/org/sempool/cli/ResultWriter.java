package org.sempool.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the results go, whole lines at a time. Thread-safe. */
final class ResultWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream stream;
    private final OutputStream buffer;
    private boolean broken;

    private ResultWriter(OutputStream stream) {
        this.stream = stream;
        this.buffer = new BufferedOutputStream(stream, BUFFER_BYTES);
    }

    static ResultWriter toStandardOutput() {
        return new ResultWriter(new FileOutputStream(FileDescriptor.out));
    }

    static ResultWriter toFile(Path file) {
        try {
            return new ResultWriter(new FileOutputStream(file.toFile()));
        } catch (IOException e) {
            throw new UsageException("cannot write --output: " + e.getMessage(), e);
        }
    }

    synchronized void writeLine(String line) throws IOException {
        try {
            buffer.write(line.getBytes(StandardCharsets.UTF_8));
            buffer.write('\n');
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    synchronized void flush() throws IOException {
        try {
            buffer.flush();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** What could not be written was said when that was tried; it is not tried again. */
    @Override
    public synchronized void close() throws IOException {
        try (stream) {
            if (!broken) {
                buffer.flush();
            }
        }
    }
}
