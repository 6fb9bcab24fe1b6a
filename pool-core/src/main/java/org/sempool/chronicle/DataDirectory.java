package org.sempool.chronicle;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.directory.DirectoryWatch;
import org.sempool.directory.DiskSpace;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.HandlerVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that outlives its pools. Each pool writes to its own session, and reads what earlier
 * sessions have finished for the same classes of the same handler.
 *
 * <p>Only one pool at a time can use it: that pool holds a lock, which ends with its process.
 */
final class DataDirectory implements Storage {
    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final String LOCK_FILE = "lock";
    private static final String TEMPORARY = "passing";
    private static final String SESSION = "session-";
    private static final Pattern SESSION_NAME =
            Pattern.compile(SESSION + "([0-9]{6,9})-([0-9a-f]{16})-([0-9a-f]{16})");

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path given;
    private final FileChannel lock;
    private final List<Path> earlier;
    private final Path session;

    /**
     * A session. Its name says which handler's jobs it has, because a file with that could be
     * damaged.
     */
    private record Session(Path path, int number, String handler, String version) {
        static Stream<Session> of(Path path) {
            Matcher name = SESSION_NAME.matcher(String.valueOf(path.getFileName()));
            return name.matches()
                    ? Stream.of(
                            new Session(
                                    path,
                                    Integer.parseInt(name.group(1)),
                                    name.group(2),
                                    name.group(3)))
                    : Stream.empty();
        }

        static String name(int number, String handler, String version) {
            return String.format(Locale.ROOT, "%s%06d-%s-%s", SESSION, number, handler, version);
        }
    }

    private DataDirectory(Path given, FileChannel lock, List<Path> earlier, Path session) {
        this.given = given;
        this.lock = lock;
        this.earlier = earlier;
        this.session = session;
    }

    /** Locks the directory, and begins a session with jobs for this version of this handler. */
    static DataDirectory open(Path given, HandlerVersion handler) throws IOException {
        try {
            return openIfRoom(given, handler);
        } catch (IOException e) {
            throw DiskSpace.explain(given, 1, e);
        }
    }

    private static DataDirectory openIfRoom(Path given, HandlerVersion handler) throws IOException {
        if (!Files.exists(given)) {
            try {
                Files.createDirectories(given, OWNER_ONLY);
            } catch (IOException e) {
                throw new IOException("data-dir=" + given + " cannot be made: " + e, e);
            }
        }
        Path directory = given.toRealPath();
        PrivateDirectory.verify(directory);
        FileChannel lock = FileChannel.open(directory.resolve(LOCK_FILE), CREATE, WRITE);
        try {
            if (!isLocked(lock)) {
                throw new IOException("data-dir=" + given + " is in use by another pool");
            }
            List<Session> all = sessions(directory);
            for (Session session : all) {
                Leftovers.killProcesses(session.path);
                PrivateDirectory.delete(session.path.resolve(TEMPORARY));
            }
            int number = all.isEmpty() ? 1 : all.getLast().number + 1;
            Path session =
                    directory.resolve(Session.name(number, handler.nameHash(), handler.version()));
            List<Path> earlier = earlier(given, all, handler);
            Files.createDirectory(session, OWNER_ONLY);
            Files.createDirectory(session.resolve(TEMPORARY), OWNER_ONLY);
            return new DataDirectory(given, lock, earlier, session);
        } catch (IOException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** The sessions of the same classes. Warns if the last session was of other classes. */
    private static List<Path> earlier(Path given, List<Session> all, HandlerVersion handler) {
        List<Session> same =
                all.stream().filter(one -> one.handler.equals(handler.nameHash())).toList();
        if (!same.isEmpty() && !same.getLast().version.equals(handler.version())) {
            LOG.warn(
                    "{} has changed since it last worked in {}: jobs that other versions of it have"
                            + " done run again",
                    handler.name(),
                    given);
        }
        return same.stream()
                .filter(one -> one.version.equals(handler.version()))
                .map(Session::path)
                .toList();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    private static List<Session> sessions(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.flatMap(Session::of)
                    .sorted(Comparator.comparingInt(Session::number))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** The sessions of pools before this one with the same classes of the handler, oldest first. */
    List<Path> earlier() {
        return earlier;
    }

    @Override
    public Path path() {
        return session;
    }

    @Override
    public Path temporary() {
        return session.resolve(TEMPORARY);
    }

    @Override
    public Path displayPath() {
        return given;
    }

    @Override
    public DirectoryWatch watch(String... files) throws IOException {
        return DirectoryWatch.of(session, files);
    }

    @Override
    public boolean isKept() {
        return true;
    }

    @Override
    public void close() {
        try (lock) {
            PrivateDirectory.delete(temporary());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
