package org.sempool.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the results go, whole lines at a time. A file keeps what it has until there is a result, or
 * until it is known that there is none. Thread-safe.
 */
final class ResultWriter implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    private final FileOutputStream stream;
    private final OutputStream buffer;
    private final boolean replaces;
    private final @Nullable Path created;
    private boolean begun;
    private boolean broken;

    /**
     * @param replaces whether what the file has gives way to the results
     * @param created the file, if it was made for the results and goes when they never begin
     */
    private ResultWriter(FileOutputStream stream, boolean replaces, @Nullable Path created) {
        this.stream = stream;
        this.buffer = new BufferedOutputStream(stream, BUFFER_BYTES);
        this.replaces = replaces;
        this.created = created;
    }

    static ResultWriter toStandardOutput() {
        return new ResultWriter(new FileOutputStream(FileDescriptor.out), false, null);
    }

    static ResultWriter toFile(Path file) {
        Path created = create(file) ? file : null;
        try {
            // Appending is what opens a file without emptying it.
            FileOutputStream stream = new FileOutputStream(file.toFile(), true);
            return new ResultWriter(stream, Files.isRegularFile(file), created);
        } catch (IOException e) {
            throw new UsageException("cannot write --output: " + e.getMessage(), e);
        }
    }

    private static boolean create(Path file) {
        try {
            Files.createFile(file);
            return true;
        } catch (IOException thereOrImpossible) {
            return false; // Opening it tells which.
        }
    }

    synchronized void writeLine(byte[] line) throws IOException {
        try {
            begin();
            buffer.write(line);
            buffer.write('\n');
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    /** There are no more results. */
    synchronized void complete() throws IOException {
        try {
            begin();
            buffer.flush();
        } catch (IOException e) {
            broken = true;
            throw e;
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            begun = true;
            if (replaces) {
                var _ = stream.getChannel().truncate(0);
            }
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
        if (!begun && created != null && Files.exists(created) && Files.size(created) == 0) {
            Files.delete(created);
        }
    }
}
