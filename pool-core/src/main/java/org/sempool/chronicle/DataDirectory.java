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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sempool.directory.Leftovers;
import org.sempool.directory.PrivateDirectory;

/**
 * A directory that outlives its pools. Each pool writes to a session of its own, and reads what the
 * sessions before it have finished for the same handler.
 *
 * <p>One pool at a time has it: that one holds a lock, which ends with its process.
 */
final class DataDirectory implements Storage {
    private static final String LOCK_FILE = "lock";
    private static final String SESSION = "session-";
    private static final Pattern SESSION_NAME = Pattern.compile(SESSION + "(\\d{6})");

    /** In a session: whose jobs they are. */
    private static final String HANDLER_FILE = "handler";

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

    /** Takes possession, and begins a session with jobs for this handler. */
    static DataDirectory open(Path given, String handler) throws IOException {
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
            List<Path> all = sessions(directory);
            List<Path> earlier = new ArrayList<>();
            for (Path path : all) {
                Leftovers.killProcesses(path);
                if (isFor(handler, path)) {
                    earlier.add(path);
                }
            }
            Path session = directory.resolve(SESSION + "%06d".formatted(last(all) + 1));
            Files.createDirectory(session, OWNER_ONLY);
            Files.writeString(session.resolve(HANDLER_FILE), handler);
            return new DataDirectory(lock, earlier, session);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException byThisProcess) {
            return false;
        }
    }

    /** One that was cut short before it had a single job need not say. */
    private static boolean isFor(String handler, Path session) throws IOException {
        Path file = session.resolve(HANDLER_FILE);
        return Files.exists(file) && Files.readString(file).equals(handler);
    }

    private static int last(List<Path> sessions) {
        if (sessions.isEmpty()) {
            return 0;
        }
        String name = sessions.getLast().getFileName().toString();
        return Integer.parseInt(name.substring(SESSION.length()));
    }

    private static List<Path> sessions(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(
                            child -> SESSION_NAME.matcher(child.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /** The sessions of pools before this one with the same handler, oldest first. */
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
