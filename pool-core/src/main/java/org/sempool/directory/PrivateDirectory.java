package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.process.ProcessIdentity;

/**
 * A directory of one coordinator's, closed to other users, with all that the pool keeps outside its
 * own memory. It goes when the coordinator closes it; if the coordinator was killed, the next one
 * removes it.
 *
 * <p>Whether a coordinator lives is asked of the kernel: it holds a lock on a file in the
 * directory, and the kernel drops that lock when the process ends, whatever ended it. A process id
 * would do for that only until it is used again. A process cannot ask this of its own locks (it
 * would lose them), so what is its own it knows by when the process was started.
 */
public final class PrivateDirectory implements AutoCloseable {
    private static final String PREFIX = "sempool-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,10})-[0-9a-f]{16}");
    private static final String LOCK_FILE = "owner.lock";

    /** Tells its coordinator from others that have the same process id, before or after it. */
    private static final String PROCESS_FILE = "owner";

    private static final int OTHERS_MODE_BITS = 0077;
    private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final Set<OpenOption> NEW_FILE = Set.of(CREATE_NEW, READ, WRITE);

    private final Path path;
    private final FileChannel lock;

    private PrivateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes a new one. Its path is absolute, and without symbolic links. */
    public static PrivateDirectory create(Path parent) throws IOException {
        if (parent.toString().chars().anyMatch(Character::isISOControl)) {
            throw new IOException(
                    "directory=\""
                            + parent
                            + "\" has a line break or another control character in its name");
        }
        Path path;
        try {
            path =
                    parent.toRealPath()
                            .resolve(PREFIX + ProcessHandle.current().pid() + "-" + random());
            Files.createDirectory(path, OWNER_ONLY_DIRECTORY);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new IOException(
                    "cannot make a directory in "
                            + parent
                            + " (missing or not writable); name another with the transport option"
                            + " \"directory\"",
                    e);
        }
        FileChannel lock = null;
        try {
            try (FileChannel process = newFile(path, PROCESS_FILE)) {
                var _ = process.write(ByteBuffer.wrap(ProcessIdentity.own()));
            }
            // Locked before it gets its name: under that name it is never seen unlocked by others.
            Path unnamed = path.resolve(LOCK_FILE + ".new");
            lock = FileChannel.open(unnamed, NEW_FILE, OWNER_ONLY_FILE);
            if (lock.tryLock() == null) {
                throw new IOException(path + " is locked by somebody else");
            }
            Files.move(unnamed, path.resolve(LOCK_FILE), StandardCopyOption.ATOMIC_MOVE);
            return new PrivateDirectory(path, lock);
        } catch (IOException | RuntimeException | Error e) {
            try (FileChannel _ = lock) {
                delete(path);
            } catch (IOException | UncheckedIOException alsoThis) {
                e.addSuppressed(alsoThis);
            }
            throw e;
        }
    }

    /** Makes a new file in the directory that only its owner may open. */
    public FileChannel newFile(String name) throws IOException {
        return newFile(path, name);
    }

    public static FileChannel newFile(Path directory, String name) throws IOException {
        return FileChannel.open(directory.resolve(name), NEW_FILE, OWNER_ONLY_FILE);
    }

    /** Checks that a directory is what {@link #create} makes and belongs to this user. */
    public static void verify(Path directory) throws IOException {
        if (!Files.isDirectory(directory, NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(directory.toString(), null, "no such pool");
        }
        int owner = (int) Files.getAttribute(directory, "unix:uid", NOFOLLOW_LINKS);
        int self = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int mode = (int) Files.getAttribute(directory, "unix:mode", NOFOLLOW_LINKS);
        if (owner != self || (mode & OTHERS_MODE_BITS) != 0) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "belongs to uid="
                            + owner
                            + " with mode="
                            + Integer.toOctalString(mode)
                            + "; a pool's directory belongs to its user (uid="
                            + self
                            + ") alone");
        }
    }

    public Path path() {
        return path;
    }

    /** Removes the directory and all in it. */
    @Override
    public void close() {
        try (lock) {
            delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unlock " + path, e);
        }
    }

    /** Whether this is a name that {@link #create} gives. */
    public static boolean isNamedSo(Path child) {
        return NAME.matcher(child.getFileName().toString()).matches();
    }

    /** The process id of the coordinator that has made a directory, by its name. */
    public static long ownerOf(Path child) {
        Matcher name = NAME.matcher(child.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException(child + " is no name of a pool's directory");
        }
        return Long.parseLong(name.group(1));
    }

    /** Whether that coordinator still lives. Looks only, and opens no lock. */
    public static boolean isOwnerAlive(Path child) throws IOException {
        byte[] now = ProcessIdentity.of(ownerOf(child));
        return now.length > 0 && Arrays.equals(owner(child), now);
    }

    /** Whether a directory was made by {@link #create} of a coordinator that is gone. */
    static boolean isLeftover(Path child) {
        Matcher name = NAME.matcher(child.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        try {
            verify(child);
            byte[] owner = owner(child);
            if (pid == ProcessHandle.current().pid()
                    && Arrays.equals(owner, ProcessIdentity.own())) {
                // Opening our own lock file and closing it again would drop our lock.
                return false;
            }
            if (!Files.exists(child.resolve(LOCK_FILE), NOFOLLOW_LINKS)) {
                return !isBeingMade(owner, pid);
            }
        } catch (IOException notOurs) {
            return false;
        }
        Path lockFile = child.resolve(LOCK_FILE);
        try (FileChannel channel = FileChannel.open(lockFile, READ, WRITE, NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] owner(Path child) throws IOException {
        Path file = child.resolve(PROCESS_FILE);
        return Files.isRegularFile(file, NOFOLLOW_LINKS) ? Files.readAllBytes(file) : new byte[0];
    }

    /**
     * Whether its coordinator is between making the directory and the lock, and did not die there.
     * If it has not said who it is, the directory is empty, and its process id has to do; should
     * that be another's by now, an empty directory stays.
     */
    private static boolean isBeingMade(byte[] owner, long pid) throws IOException {
        return owner.length > 0
                ? Arrays.equals(owner, ProcessIdentity.of(pid))
                : ProcessHandle.of(pid).isPresent();
    }

    /** Removes a directory and all in it. That another process does the same is no error. */
    public static void delete(Path directory) {
        try {
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
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException goneAlready) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    private static String random() {
        byte[] bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
