package org.sempool.shm;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.Uninterrupted;
import org.sempool.process.Errno;
import org.sempool.wire.PayloadLimitException;

/**
 * Writes a payload to a file. When the first directory is full, it moves what was written to the
 * second and continues there. Belongs to one thread.
 */
final class SpillSink implements AutoCloseable {
    /** A clean-up program may remove the second directory between two accesses. */
    private static final int MOST_TRIES = 3;

    private final SpillFiles files;
    private final String name;
    private final ByteBuffer buffer;
    private final MemorySegment memory;
    private Path directory;
    private @Nullable FileChannel file;
    private long written;
    private boolean inSecond;
    private boolean closed;

    SpillSink(SpillFiles files, String name) {
        this.files = files;
        this.name = name;
        this.directory = files.first();
        this.buffer = files.takeBuffer();
        this.memory = MemorySegment.ofBuffer(buffer);
        boolean made = false;
        try {
            file = Uninterrupted.call(() -> files.newFile(directory, name));
            made = true;
        } catch (IOException e) {
            goOn(e, 0, 1);
            made = true;
        } finally {
            if (!made) {
                giveBackBuffer();
            }
        }
    }

    /** Whether the payload is in the second directory. */
    boolean isInSecond() {
        return inSecond;
    }

    /** Appends bytes from any memory, and returns memory for more. */
    MemorySegment append(MemorySegment filled) {
        ByteBuffer bytes = filled.asByteBuffer();
        while (bytes.hasRemaining()) {
            try {
                var _ = Uninterrupted.call(() -> write(bytes));
            } catch (IOException e) {
                goOn(e, written + bytes.position(), bytes.remaining());
            }
        }
        written += filled.byteSize();
        return memory;
    }

    /** Can be repeated after an interrupt: it continues after what was already written. */
    private int write(ByteBuffer bytes) throws IOException {
        FileChannel open = file;
        if (open == null || !open.isOpen()) {
            open = FileChannel.open(directory.resolve(name), WRITE);
            file = open;
        }
        while (bytes.hasRemaining()) {
            var _ = open.write(bytes, written + bytes.position());
        }
        return bytes.position();
    }

    /** Continues in the second directory after an error, if that helps. */
    private void goOn(IOException problem, long done, long wanted) {
        if (!Errno.of(problem).isNoRoom()) {
            throw files.failed("write", directory.resolve(name), problem);
        }
        if (inSecond) {
            throw full(problem, null, done, wanted);
        }
        for (int tries = 1; !inSecond; tries++) {
            try {
                move(files.second().make(), done);
            } catch (NoSuchFileException e) {
                if (tries == MOST_TRIES || !Files.isDirectory(files.first())) {
                    throw full(problem, e, done, wanted);
                }
            } catch (IOException e) {
                throw full(problem, e, done, wanted);
            }
        }
    }

    private void move(Path to, long done) throws IOException {
        FileChannel target;
        try {
            target = Uninterrupted.call(() -> copy(to, done));
        } catch (IOException e) {
            try {
                Files.deleteIfExists(to.resolve(name));
            } catch (IOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
        FileChannel old = file;
        file = target;
        directory = to;
        inSecond = true;
        if (old != null) {
            old.close();
        }
        Files.deleteIfExists(files.first().resolve(name));
    }

    /** Makes the second file, with the beginning of the first in it. */
    private FileChannel copy(Path to, long bytes) throws IOException {
        FileChannel target = files.newFile(to, name);
        boolean copied = false;
        try {
            if (bytes > 0) {
                copy(target, bytes);
            }
            copied = true;
            return target;
        } finally {
            if (!copied) {
                target.close();
            }
        }
    }

    private void copy(FileChannel target, long bytes) throws IOException {
        Path source = files.first().resolve(name);
        try (FileChannel from = FileChannel.open(source, READ)) {
            long done = 0;
            while (done < bytes) {
                long part = from.transferTo(done, bytes - done, target);
                if (part == 0) {
                    throw new IOException(source + " was truncated");
                }
                done += part;
            }
        }
    }

    private PayloadLimitException full(
            IOException problem, @Nullable IOException ofSecond, long done, long wanted) {
        StringBuilder text =
                new StringBuilder("a payload of more than ")
                        .append(done + wanted)
                        .append(" bytes does not fit into ")
                        .append(room(files.first(), inSecond ? 0 : done));
        try {
            Path second = files.second().path();
            if (second != null) {
                text.append(
                        ofSecond == null || Errno.of(ofSecond).isNoRoom()
                                ? ", nor into " + room(second, inSecond ? done : 0)
                                : ", and "
                                        + second.getParent()
                                        + " cannot be used instead: "
                                        + words(ofSecond));
                text.append("; name another place with the transport option \"spill-directory\"")
                        .append(", make room there, or pass a file's path instead");
            } else {
                text.append("; make room there, or pass a file's path instead");
            }
        } catch (IOException e) {
            problem.addSuppressed(e);
        }
        if (ofSecond != null) {
            problem.addSuppressed(ofSecond);
        }
        return new PayloadLimitException(text.toString(), problem);
    }

    /**
     * Where the pool's directory is, and how much is free there, including what this payload uses.
     */
    private static String room(Path directory, long held) {
        Path parent = Objects.requireNonNullElse(directory.getParent(), directory);
        long free = DiskSpace.free(parent);
        return free < 0 ? parent + "" : parent + ", where " + (free + held) + " are free";
    }

    private static String words(IOException problem) {
        Errno errno = Errno.of(problem);
        return errno == Errno.OTHER ? problem.toString() : errno.words();
    }

    /** Finishes the file. Idempotent. */
    @Override
    public void close() {
        giveBackBuffer();
        FileChannel open = file;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot finish " + directory.resolve(name), e);
        }
    }

    /** Only once, because two sinks must not share it. */
    private void giveBackBuffer() {
        if (!closed) {
            closed = true;
            files.giveBack(buffer);
        }
    }

    /** Drops the file. */
    void discard() {
        try {
            close();
        } finally {
            files.remove(name, false);
            if (inSecond) {
                files.remove(name, true);
            }
        }
    }
}
