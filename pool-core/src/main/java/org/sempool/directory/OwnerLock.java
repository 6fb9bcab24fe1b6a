package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock that a living coordinator holds on its directory. The kernel releases it when the
 * process ends, however it ended and in whichever container.
 *
 * <p>The lock exists before the directory, as a file beside it, and is moved into it:
 *
 * <pre>
 *     sempool-NAME.lock     created, then locked; if a cleaner was faster, another name is tried
 *     sempool-NAME/         created
 *     sempool-NAME.lock  -> sempool-NAME/owner.lock
 * </pre>
 *
 * and out of it before the directory is removed, by its coordinator or by a cleaner. So the
 * directory never exists without the lock. A cleaner removes only what it has locked itself.
 *
 * <p>A process cannot check its own locks: opening such a file and closing it again would release
 * the lock. It recognizes its own directories by their {@link DirectoryName name}.
 */
final class OwnerLock implements AutoCloseable {
    /** The lock file's name in the directory. */
    static final String FILE = "owner.lock";

    private static final String SUFFIX = ".lock";

    private final @Nullable FileChannel channel;
    private final Path beside;

    private OwnerLock(@Nullable FileChannel channel, Path beside) {
        this.channel = channel;
        this.beside = beside;
    }

    /** The lock of a directory that does not exist yet, or null if a cleaner was faster. */
    static @Nullable OwnerLock acquire(Path directory) throws IOException {
        Path beside = beside(directory);
        FileChannel channel = PrivateDirectory.newFile(beside);
        OwnerLock lock = new OwnerLock(channel, beside);
        boolean acquired = false;
        try {
            acquired = channel.tryLock() != null && Files.exists(beside, NOFOLLOW_LINKS);
            return acquired ? lock : null;
        } finally {
            if (!acquired) {
                lock.close();
            }
        }
    }

    /** Moves the lock into the directory, which has been created. */
    void moveInto(Path directory) throws IOException {
        Files.move(beside, directory.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes the directory, and then the lock. */
    void remove(Path directory) throws IOException {
        Path inside = directory.resolve(FILE);
        if (channel != null && Files.isRegularFile(inside, NOFOLLOW_LINKS)) {
            Files.move(inside, beside, StandardCopyOption.ATOMIC_MOVE);
        }
        PrivateDirectory.delete(directory);
        close();
    }

    /** The pool's directory that a path is, or whose lock it is; empty for any other path. */
    static Optional<Path> directoryOf(Path child) {
        String name = String.valueOf(child.getFileName());
        Path directory =
                name.endsWith(SUFFIX)
                        ? child.resolveSibling(name.substring(0, name.length() - SUFFIX.length()))
                        : child;
        return PrivateDirectory.isNamedSo(directory) ? Optional.of(directory) : Optional.empty();
    }

    /**
     * Takes the lock that a dead coordinator left, so that its directory can be removed.
     *
     * @param directory exists, or its lock does, or both
     * @return the lock, or null if the coordinator lives, or another process is removing the
     *     directory
     */
    static @Nullable OwnerLock takeOver(Path directory) throws IOException {
        Path beside = beside(directory);
        // The lock may be moved meanwhile, in or out.
        for (Path file : List.of(beside, directory.resolve(FILE), beside)) {
            if (Files.isRegularFile(file, NOFOLLOW_LINKS)) {
                try {
                    if (file.equals(beside)) {
                        PrivateDirectory.requireOwn(file);
                    }
                    FileChannel channel = tryLock(file);
                    return channel == null ? null : new OwnerLock(channel, beside);
                } catch (NoSuchFileException movedOrRemoved) {
                    // Try the next place.
                }
            }
        }
        // The lock was removed: check the process instead, if it is visible here.
        boolean abandoned =
                Files.exists(directory, NOFOLLOW_LINKS)
                        && !PrivateDirectory.isProcessAlive(directory);
        return abandoned ? new OwnerLock(null, beside) : null;
    }

    private static @Nullable FileChannel tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, READ, WRITE, NOFOLLOW_LINKS);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
            return locked ? channel : null;
        } catch (OverlappingFileLockException byAnotherThread) {
            return null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /** Whether the coordinator of a directory lives. */
    static boolean isHeld(Path directory) throws IOException {
        Optional<DirectoryName> name = DirectoryName.of(directory);
        if (name.isPresent() && name.get().isOwn()) {
            return true;
        }
        try (FileChannel channel =
                FileChannel.open(directory.resolve(FILE), READ, NOFOLLOW_LINKS)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null;
        } catch (NoSuchFileException halfRemoved) {
            return false;
        } catch (OverlappingFileLockException byAnotherThread) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(beside);
        } finally {
            if (channel != null) {
                channel.close();
            }
        }
    }

    private static Path beside(Path directory) {
        return directory.resolveSibling(directory.getFileName() + SUFFIX);
    }
}
