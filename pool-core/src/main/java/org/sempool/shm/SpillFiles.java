package org.sempool.shm;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.PrivateDirectory;
import org.sempool.directory.Uninterrupted;
import org.sempool.process.Errno;
import org.sempool.spi.BrokenTransportException;

/**
 * Stores payloads that are too large for a slot: each in a file named after its message, in the
 * pool's private directory or, if that has no room, in its {@link SpillDirectory}. The slot then
 * holds only the length and which of the two directories it is.
 *
 * <p>A file is written before its slot is published and removed before its slot is freed, so each
 * file belongs to a slot that is not FREE. Repair finds a dead worker's half-written files by the
 * worker's number in their names.
 */
final class SpillFiles {
    /** The size of the buffer in front of the file. Small enough to stay cached. */
    private static final int BUFFER_BYTES = 256 * 1024;

    /** Makes a new file to read and write; tests replace it to simulate a full disk. */
    @FunctionalInterface
    interface Maker {
        FileChannel make(Path directory, String name) throws IOException;
    }

    private final Path first;
    private final SpillDirectory second;
    private final Maker maker;

    /** A buffer to reuse: allocating one takes longer than writing most payloads. */
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

    SpillFiles(Path first, SpillDirectory second) {
        this(first, second, PrivateDirectory::newFile);
    }

    SpillFiles(Path first, SpillDirectory second, Maker maker) {
        this.first = first;
        this.second = second;
        this.maker = maker;
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

    Path first() {
        return first;
    }

    SpillDirectory second() {
        return second;
    }

    /** A file for one payload, which replaces one that an interrupted attempt has left. */
    SpillSink create(String name) {
        return new SpillSink(this, name);
    }

    FileChannel newFile(Path directory, String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
        return maker.make(directory, name);
    }

    ByteBuffer takeBuffer() {
        ByteBuffer used = spare.getAndSet(null);
        return used == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : used;
    }

    void giveBack(ByteBuffer buffer) {
        spare.set(buffer);
    }

    /** Maps a file for reading, as long as the arena lives. */
    MemorySegment map(String name, boolean inSecond, long bytes, Arena arena) {
        Path file = first.resolve(name);
        try {
            file = directory(inSecond).resolve(name);
            Path found = file;
            return Uninterrupted.call(() -> mapOnce(found, bytes, arena));
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private static MemorySegment mapOnce(Path path, long bytes, Arena arena) throws IOException {
        try (FileChannel file = FileChannel.open(path, READ)) {
            if (file.size() != bytes) {
                throw new IOException("expected bytes=" + bytes + ", found bytes=" + file.size());
            }
            return file.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
        }
    }

    private Path directory(boolean isSecond) throws IOException {
        Path path = isSecond ? second.path() : first;
        if (path == null) {
            throw new NoSuchFileException("the pool has no spill directory");
        }
        return path;
    }

    /** The exception to throw if an operation on a file fails. */
    RuntimeException failed(String what, Path file, IOException cause) {
        if (!Files.isDirectory(first)) {
            return new BrokenTransportException(DirectoryWatch.describe(first), cause);
        }
        boolean gone = Errno.of(cause) == Errno.ENOENT && !file.startsWith(first);
        String why = gone ? DirectoryWatch.describeFile(file) : "cannot " + what + " " + file;
        return new UncheckedIOException(why + ": " + cause.getMessage(), cause);
    }

    /** Idempotent. */
    void remove(String name, boolean inSecond) {
        Path file = first.resolve(name);
        try {
            file = directory(inSecond).resolve(name);
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw failed("remove", file, e);
        }
    }

    /** Whether a file is to be kept. */
    @FunctionalInterface
    interface Keep {
        boolean isKept(String name, boolean inSecond);
    }

    /** Removes all result files of a worker that are not to be kept. */
    void removeResults(int worker, Keep keep) {
        removeIn(false, worker, name -> keep.isKept(name, false));
        removeIn(true, worker, name -> keep.isKept(name, true));
    }

    private void removeIn(boolean inSecond, int worker, Predicate<String> keep) {
        Path directory = first;
        try {
            Path path = inSecond ? second.path() : first;
            if (path == null) {
                return;
            }
            directory = path;
            try (Stream<Path> files = Files.list(directory)) {
                List<String> names =
                        files.map(file -> file.getFileName().toString())
                                .filter(name -> name.startsWith(resultPrefix(worker)))
                                .filter(keep.negate())
                                .toList();
                names.forEach(name -> remove(name, inSecond));
            }
        } catch (IOException e) {
            boolean neverMade = inSecond && Errno.of(e) == Errno.ENOENT;
            if (!neverMade) {
                throw failed("list", directory, e);
            }
        }
    }
}
