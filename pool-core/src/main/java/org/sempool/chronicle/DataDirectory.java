package org.sempool.chronicle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;

/**
 * A directory that outlives its pools. Each pool writes to a session of its own, and reads what the
 * sessions before it have finished.
 *
 * <p>One pool at a time has it: that one holds a lock, which ends with its process.
 */
final class DataDirectory implements Storage {
    private static final String LOCK_FILE = "lock";
    private static final Pattern SESSION = Pattern.compile("session-\\d{6}");
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final FileChannel lock;
    private final List<Path> earlier;
    private final Path session;

    private DataDirectory(FileChannel lock, List<Path> earlier, Path session) {
        this.lock = lock;
        this.earlier = earlier;
        this.session = session;
    }

    /** Takes possession, and begins a session. */
    static DataDirectory open(Path given) throws IOException {
        if (!Files.exists(given)) {
            Files.createDirectory(given, OWNER_ONLY);
        }
        Path directory = given.toRealPath();
        PrivateDirectory.verify(directory);
        FileChannel lock = FileChannel.open(directory.resolve(LOCK_FILE), CREATE, WRITE);
        try {
            if (!isLocked(lock)) {
                throw new IOException("data-dir=" + given + " is in use by another pool");
            }
            List<Path> earlier = sessions(directory);
            for (Path path : earlier) {
                Leftovers.killProcesses(path);
            }
            Path session = directory.resolve("session-%06d".formatted(earlier.size() + 1));
            Files.createDirectory(session, OWNER_ONLY);
            return new DataDirectory(lock, earlier, session);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock held = channel.tryLock();
            return held != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    private static List<Path> sessions(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(
                            child -> SESSION.matcher(child.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The sessions of pools before this one, oldest first. */
    List<Path> earlier() {
        return earlier;
    }

    @Override
    public Path path() {
        return session;
    }

    @Override
    public boolean isKept() {
        return true;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
