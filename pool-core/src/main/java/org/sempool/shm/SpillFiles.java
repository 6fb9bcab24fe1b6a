package org.sempool.shm;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.Uninterrupted;
import org.sempool.spi.BrokenTransportException;
import org.sempool.wire.PayloadLimitException;

/**
 * The way of payloads that are too large for a slot: each in a file of its own in the pool's
 * private directory, named after its message. The slot then holds only the length.
 *
 * <p>A file is written before its slot is published and removed before its slot is freed, so each
 * file belongs to a slot that is not FREE; what a dead worker left half-written is found by the
 * worker's number in the name.
 */
final class SpillFiles {
    /** What is collected in memory before it goes to the file. Small enough to stay cached. */
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Path directory;

    /** One to be used again: to allocate it takes longer than to write many a payload. */
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

    SpillFiles(Path directory) {
        this.directory = directory;
    }

    static String jobName(long jobId) {
        return "job-" + jobId;
    }

    static String resultName(int worker, long jobId) {
        return resultPrefix(worker) + jobId;
    }

    private static String resultPrefix(int worker) {
        return "result-" + worker + "-";
    }

    /** A payload on its way into a file. Belongs to one thread. */
    final class Sink implements AutoCloseable {
        private final String name;
        private FileChannel file;
        private long written;
        private boolean closed;
        private final ByteBuffer buffer;
        private final MemorySegment memory;

        Sink(String name) {
            this.name = name;
            ByteBuffer used = spare.getAndSet(null);
            buffer = used == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : used;
            memory = MemorySegment.ofBuffer(buffer);
            try {
                file = Uninterrupted.call(this::newFile);
            } catch (IOException e) {
                throw failed("cannot make " + directory.resolve(name), e);
            }
        }

        private FileChannel newFile() throws IOException {
            // A file of this name can only be a leftover of an attempt that was cut short.
            Files.deleteIfExists(directory.resolve(name));
            return PrivateDirectory.newFile(directory, name);
        }

        /** Appends bytes, from anywhere, and returns memory for more. */
        MemorySegment append(MemorySegment filled) {
            ByteBuffer bytes = filled.asByteBuffer();
            try {
                var _ = Uninterrupted.call(() -> write(bytes));
                written += filled.byteSize();
                return memory;
            } catch (IOException e) {
                throw full(filled.byteSize(), bytes.position(), e);
            }
        }

        /** Goes on where an interrupt has cut it short: what was written is at its place. */
        private int write(ByteBuffer bytes) throws IOException {
            if (!file.isOpen()) {
                file = FileChannel.open(directory.resolve(name), WRITE);
            }
            while (bytes.hasRemaining()) {
                var _ = file.write(bytes, written + bytes.position());
            }
            return bytes.position();
        }

        private PayloadLimitException full(long wanted, long done, IOException cause) {
            long free;
            try {
                free = Files.getFileStore(directory).getUsableSpace();
            } catch (IOException e) {
                cause.addSuppressed(e);
                return new PayloadLimitException(
                        "a payload could not be written to "
                                + directory.resolve(name)
                                + ": "
                                + cause,
                        cause);
            }
            return new PayloadLimitException(
                    "a payload of more than "
                            + (written + wanted)
                            + " bytes does not fit into "
                            + directory.getParent()
                            + ", where "
                            + (written + done + free)
                            + " are free; make room there, or pass a file's path instead",
                    cause);
        }

        /** The file is complete. Idempotent. */
        @Override
        public void close() {
            if (!closed) {
                // Once: two sinks must not share it.
                closed = true;
                spare.set(buffer);
            }
            try {
                file.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot finish " + directory.resolve(name), e);
            }
        }

        /** The file is not wanted. */
        void discard() {
            try {
                close();
            } finally {
                remove(name);
            }
        }
    }

    /** Maps a file to read it, for as long as the arena lives. */
    MemorySegment map(String name, long bytes, Arena arena) {
        try {
            return Uninterrupted.call(() -> mapOnce(name, bytes, arena));
        } catch (IOException e) {
            throw failed("cannot read " + directory.resolve(name), e);
        }
    }

    private MemorySegment mapOnce(String name, long bytes, Arena arena) throws IOException {
        try (FileChannel file = FileChannel.open(directory.resolve(name), READ)) {
            if (file.size() != bytes) {
                throw new IOException("expected bytes=" + bytes + ", found bytes=" + file.size());
            }
            return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
        }
    }

    private RuntimeException failed(String what, IOException cause) {
        return Files.isDirectory(directory)
                ? new UncheckedIOException(what, cause)
                : new BrokenTransportException(DirectoryWatch.describe(directory), cause);
    }

    /** Idempotent. */
    void remove(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory.resolve(name), e);
        }
    }

    /** Removes all results of a worker's that are not to be kept. */
    void removeResults(int worker, Predicate<String> keep) {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith(resultPrefix(worker)))
                            .filter(keep.negate())
                            .toList();
            names.forEach(this::remove);
        } catch (IOException e) {
            throw failed("cannot list " + directory, e);
        }
    }
}
