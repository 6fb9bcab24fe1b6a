package org.sempool.broker;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.PrivateDirectory;

/**
 * Where a broker keeps its messages: a directory that only its user can open, and that one broker
 * at a time uses. The lock ends with the process at the latest.
 */
final class BrokerDirectory implements AutoCloseable {
    private static final String LOCK_FILE = "lock";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** The first files of the journals take this, and a little more. */
    private static final long LEAST_BYTES = 32L << 20;

    private final Path path;
    private final AutoCloseable lock;

    private BrokerDirectory(Path path, AutoCloseable lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one that {@link #close} removes. If this process is killed, the next pool does. */
    static BrokerDirectory temporary() throws IOException {
        PrivateDirectory made =
                PrivateDirectory.create(Path.of(System.getProperty("java.io.tmpdir")));
        try {
            requireRoom(made.path());
            return new BrokerDirectory(made.path(), made);
        } catch (IOException | RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    /** Opens a directory that stays. Its messages of last time are still there. */
    static BrokerDirectory open(Path given) throws IOException {
        Path directory = make(given);
        FileChannel lock = openLock(given, directory);
        try {
            if (!isLocked(lock)) {
                throw new IOException(
                        "the data directory "
                                + given
                                + " is in use by another broker; stop that one, or name another"
                                + " directory");
            }
            requireRoom(directory);
            return new BrokerDirectory(directory, lock);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static Path make(Path given) throws IOException {
        try {
            if (!Files.exists(given)) {
                Files.createDirectories(given, OWNER_ONLY);
            }
        } catch (IOException e) {
            throw new IOException("cannot make the data directory " + given + ": " + e, e);
        }
        if (!Files.isDirectory(given)) {
            throw new IOException(
                    "the data directory " + given + " is a file; name another directory");
        }
        Path directory = given.toRealPath();
        try {
            PrivateDirectory.verify(directory);
        } catch (FileSystemException e) {
            throw new IOException(
                    "the data directory "
                            + given
                            + " "
                            + e.getReason()
                            + "; name another, or run chmod 700 on it if only brokers use it",
                    e);
        }
        return directory;
    }

    private static FileChannel openLock(Path given, Path directory) throws IOException {
        try {
            return FileChannel.open(directory.resolve(LOCK_FILE), CREATE, WRITE);
        } catch (IOException e) {
            throw new IOException("cannot write to the data directory " + given + ": " + e, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    private static void requireRoom(Path directory) throws IOException {
        if (DiskSpace.most(directory) < LEAST_BYTES) {
            throw new IOException(DiskSpace.describe(directory, LEAST_BYTES));
        }
    }

    /** Absolute and free of symbolic links. */
    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
