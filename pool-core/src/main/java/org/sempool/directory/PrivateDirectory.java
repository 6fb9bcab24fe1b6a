package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.sempool.process.Errno;
import org.sempool.process.ProcessIdentity;

/**
 * The directory of one coordinator, closed to other users, with all that the pool keeps outside its
 * own memory. The coordinator removes it on close; if the coordinator was killed, the next one
 * removes it.
 *
 * <p>The {@link OwnerLock} shows whether the coordinator lives; it is held from before the
 * directory is created. A process id would show that only until it is reused, and not at all for a
 * coordinator in another container that shares {@code /dev/shm}.
 */
public final class PrivateDirectory implements AutoCloseable {
    /** The file with the coordinator's identity, for other processes. */
    private static final String PROCESS_FILE = "owner";

    /** A cleaner may interfere with each of them. */
    private static final int MAX_TRIES = 100;

    /** A process that is being killed may still complete a file. */
    private static final int MAX_DELETIONS = 100;

    private static final int OTHERS_MODE_BITS = 0077;
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW_FILE = Set.of(CREATE_NEW, READ, WRITE);

    private final Path path;
    private final OwnerLock lock;

    private PrivateDirectory(Path path, OwnerLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Called with the path of a directory before any part of it exists. */
    @FunctionalInterface
    private interface Announcement {
        void willBe(Path path) throws IOException;
    }

    /** Creates a new one. Its path is absolute and free of symbolic links. */
    public static PrivateDirectory create(Path parent) throws IOException {
        if (parent.toString().chars().anyMatch(Character::isISOControl)) {
            throw new IOException(
                    "directory=\""
                            + parent
                            + "\" has a line break or another control character in its name");
        }
        try {
            return create(parent, _ -> {});
        } catch (IOException e) {
            String advice = "; name another with the transport option \"directory\"";
            Errno why = Errno.of(e);
            if (why == Errno.ENOENT || why == Errno.EACCES) {
                throw new IOException(
                        "cannot make a directory in "
                                + parent
                                + " (missing or not writable)"
                                + advice,
                        e);
            }
            if (why.isNoRoom()) {
                throw new IOException(
                        "no room is left in "
                                + parent
                                + " even for a directory ("
                                + why.words()
                                + "); make room there"
                                + advice.replace("; ", ", or "),
                        e);
            }
            throw e instanceof FileSystemException file && file.getReason() != null
                    ? new IOException(
                            "cannot make a directory in "
                                    + parent
                                    + " ("
                                    + file.getReason()
                                    + ")"
                                    + advice,
                            e)
                    : e;
        }
    }

    private static PrivateDirectory create(Path parent, Announcement announcement)
            throws IOException {
        Path real = parent.toRealPath();
        for (int i = 0; i < MAX_TRIES; i++) {
            Path path = DirectoryName.next().in(real);
            announcement.willBe(path);
            OwnerLock lock = OwnerLock.acquire(path);
            if (lock != null) {
                return create(path, lock);
            }
        }
        throw new IOException("other processes remove what is created in " + parent + " at once");
    }

    /** Notes where the spill directory would be, which does not exist yet. */
    public void noteSpillDirectory(Path parent) throws IOException {
        SpillNote.write(path, DirectoryName.next().in(parent));
    }

    /** Creates this pool's spill directory, and notes in this directory where it is. */
    public PrivateDirectory createSpillDirectory(Path parent) throws IOException {
        return create(parent, spill -> SpillNote.write(path, spill));
    }

    private static PrivateDirectory create(Path path, OwnerLock lock) throws IOException {
        try {
            Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
            try (FileChannel process = newFile(path, PROCESS_FILE)) {
                var _ = process.write(ByteBuffer.wrap(ProcessIdentity.own()));
            }
            lock.moveInto(path);
            return new PrivateDirectory(path, lock);
        } catch (IOException | RuntimeException | Error e) {
            try (lock) {
                lock.remove(path);
            } catch (IOException | UncheckedIOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
    }

    /** Creates a file in the directory that only its owner may open. */
    public FileChannel newFile(String name) throws IOException {
        return newFile(path, name);
    }

    public static FileChannel newFile(Path directory, String name) throws IOException {
        return newFile(directory.resolve(name));
    }

    static FileChannel newFile(Path file) throws IOException {
        return FileChannel.open(file, NEW_FILE, OWNER_ONLY_FILE);
    }

    /** Checks that a directory is one that {@link #create} made, and belongs to this user. */
    public static void verify(Path directory) throws IOException {
        if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(directory.toString(), null, "no such pool");
        }
        requireOwn(directory);
    }

    /** Checks that a file or directory belongs to this user alone. */
    static void requireOwn(Path file) throws IOException {
        int owner = (int) Files.getAttribute(file, "unix:uid", NOFOLLOW_LINKS);
        int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int mode = (int) Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS);
        if (owner != self || (mode & OTHERS_MODE_BITS) != 0) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "belongs to uid="
                            + owner
                            + " with mode="
                            + Integer.toOctalString(mode)
                            + "; a pool's directory must belong to its user (uid="
                            + self
                            + ") alone");
        }
    }

    public Path path() {
        return path;
    }

    /** Watches this directory, and these files in it, for removal. */
    public DirectoryWatch watch(String... files) throws IOException {
        return DirectoryWatch.of(path, files).and(OwnerLock.FILE);
    }

    /** Removes the directory and all in it. */
    @Override
    public void close() {
        try (lock) {
            lock.remove(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the lock of " + path, e);
        }
    }

    /** Whether {@link #create} could have given this name. */
    public static boolean isNamedSo(Path child) {
        return DirectoryName.of(child).isPresent();
    }

    /** The process id of the coordinator that created a directory, by the directory's name. */
    public static long ownerOf(Path child) {
        return DirectoryName.of(child)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        child + " is not the name of a pool's directory"))
                .pid();
    }

    /** Whether that coordinator still lives. Takes no lock away from another process. */
    public static boolean isOwnerAlive(Path child) throws IOException {
        return isProcessAlive(child) || OwnerLock.isHeld(child);
    }

    /** Whether the coordinator is a living process that is visible to this one. */
    static boolean isProcessAlive(Path child) throws IOException {
        Path file = child.resolve(PROCESS_FILE);
        if (!Files.isRegularFile(file, NOFOLLOW_LINKS)) {
            return false;
        }
        byte[] now = ProcessIdentity.of(ownerOf(child));
        return now.length > 0 && Arrays.equals(Files.readAllBytes(file), now);
    }

    /** Removes a directory and all in it. Another process may do the same at the same time. */
    public static void delete(Path directory) {
        try {
            for (int i = 1; !isDeleted(directory, i == MAX_DELETIONS); i++) {
                Thread.onSpinWait();
            }
        } catch (NoSuchFileException goneAlready) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    private static boolean isDeleted(Path directory, boolean lastTry) throws IOException {
        List<Path> children;
        try (Stream<Path> listed = Files.list(directory)) {
            children = listed.toList();
        }
        for (Path child : children) {
            if (Files.isDirectory(child, NOFOLLOW_LINKS)) {
                delete(child);
            } else {
                Files.deleteIfExists(child);
            }
        }
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (DirectoryNotEmptyException e) {
            if (lastTry) {
                throw e;
            }
            return false;
        }
    }
}
