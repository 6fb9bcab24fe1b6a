package org.sempool.directory;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of one coordinator's, closed to other users, with all that the pool keeps outside its
 * own memory. It goes when the coordinator closes it; if the coordinator was killed, the next one
 * removes it.
 *
 * <p>Whether a coordinator lives is asked of the kernel: it holds a lock on a file in the
 * directory, and the kernel drops that lock when the process ends, whatever ended it. A process id
 * would do for that only until it is used again.
 */
public final class PrivateDirectory implements AutoCloseable {
    private static final String PREFIX = "sempool-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d+)-[0-9a-f]{16}");
    private static final String LOCK_FILE = "owner.lock";
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

    /** Makes a new one. */
    public static PrivateDirectory create(Path parent) throws IOException {
        Path path = parent.resolve(PREFIX + ProcessHandle.current().pid() + "-" + random());
        try {
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
            // Locked before it gets its name: under that name it is never seen unlocked by others.
            Path unnamed = path.resolve(LOCK_FILE + ".new");
            lock = FileChannel.open(unnamed, NEW_FILE, OWNER_ONLY_FILE);
            if (lock.tryLock() == null) {
                throw new IOException(path + " is locked by somebody else");
            }
            Files.move(unnamed, path.resolve(LOCK_FILE), StandardCopyOption.ATOMIC_MOVE);
            return new PrivateDirectory(path, lock);
        } catch (IOException e) {
            if (lock != null) {
                lock.close();
            }
            delete(path);
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

    /** Whether a directory was made by {@link #create} of a coordinator that is gone. */
    static boolean isLeftover(Path child) {
        Matcher name = NAME.matcher(child.getFileName().toString());
        if (!name.matches()) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        if (pid == ProcessHandle.current().pid()) {
            // Opening our own lock file and closing it again would drop our lock.
            return false;
        }
        try {
            verify(child);
        } catch (IOException notOurs) {
            return false;
        }
        Path lockFile = child.resolve(LOCK_FILE);
        if (!Files.exists(lockFile, NOFOLLOW_LINKS)) {
            // Its coordinator is between making the directory and the lock, or died there.
            return ProcessHandle.of(pid).isEmpty();
        }
        try (FileChannel channel = FileChannel.open(lockFile, READ, WRITE, NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (IOException e) {
            return false;
        }
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
