package org.sempool.cli;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file descriptor to write to, by its number. Java's own streams know only the first three, do
 * not say how much of a failed write got out, and fail if another program that shares a pipe or a
 * terminal has set it to non-blocking mode.
 *
 * <p>Thread-safe, as the system calls are: a thread that is blocked in a write holds no lock.
 */
final class Descriptor implements Sink {
    private static final int O_WRONLY = 1;
    private static final int O_CREAT = 1 << 6;
    private static final int O_EXCL = 1 << 7;
    private static final int O_APPEND = 1 << 10;
    private static final int O_CLOEXEC = 1 << 19;
    private static final int READ_AND_WRITE_FOR_ALL = 0666;

    private static final int SEEK_CUR = 1;
    private static final short POLLOUT = 4;
    private static final short POLLERR = 8;
    private static final int FOR_EVER = -1;

    private final int number;

    /** Wraps an open descriptor. */
    Descriptor(int number) {
        this.number = number;
    }

    /** Whether opening a file creates it. */
    enum Creation {
        /** The file must exist. */
        NONE(0),
        IF_MISSING(O_CREAT),
        /** The file must not exist. */
        ALWAYS(O_CREAT | O_EXCL);

        private final int flags;

        Creation(int flags) {
            this.flags = flags;
        }
    }

    /** Opens a file to append to it. */
    static Descriptor open(Path file, Creation creation) throws WriteException {
        int flags = O_WRONLY | O_APPEND | O_CLOEXEC | creation.flags;
        try (Arena arena = Arena.ofConfined()) {
            // Path encodes names in the same way.
            Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding"));
            MemorySegment name = arena.allocateFrom(file.toString(), charset);
            return new Descriptor(SystemCalls.open(name, flags, READ_AND_WRITE_FOR_ALL));
        } catch (WriteException e) {
            throw e.about(file);
        }
    }

    /** Writes all bytes, or throws if the rest cannot be written. */
    void writeAll(byte[] bytes, int from, int count) throws WriteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment left = arena.allocate(count);
            MemorySegment.copy(bytes, from, left, JAVA_BYTE, 0, count);
            while (left.byteSize() > 0) {
                left = left.asSlice(write(left));
            }
        }
    }

    @Override
    public long write(MemorySegment bytes) throws WriteException {
        while (true) {
            try {
                long count = SystemCalls.write(number, bytes);
                if (count > 0) {
                    return count;
                }
            } catch (WriteException e) {
                if (!e.isForWantOfRoom()) {
                    throw e;
                }
            }
            // Unbounded, as a write that blocks is.
            var _ = poll(POLLOUT, FOR_EVER);
        }
    }

    /** Whether this is a pipe or a socket that has no reader any more. */
    boolean isUnread() throws WriteException {
        return (poll((short) 0, 0) & POLLERR) != 0;
    }

    /** How many columns this terminal has; 0 if it does not know, or is none. */
    int columns() {
        return new TerminalDevice(number).columns();
    }

    private int poll(short events, int millis) throws WriteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pollfd = arena.allocate(8, 4);
            pollfd.set(JAVA_INT, 0, number);
            pollfd.set(JAVA_SHORT, 4, events);
            var _ = SystemCalls.poll(pollfd, millis);
            return pollfd.get(JAVA_SHORT, 6);
        }
    }

    @Override
    public void empty() throws WriteException {
        if (isRegularFile()) {
            SystemCalls.truncate(number, 0);
        }
    }

    @Override
    public void takeBack(long bytes) throws IOException {
        if (bytes > 0 && isRegularFile()) {
            long place = SystemCalls.seek(number, 0, SEEK_CUR);
            if (place >= bytes && place == Files.size(path())) {
                SystemCalls.truncate(number, place - bytes);
                // Other processes that share the descriptor continue from there.
                var _ = SystemCalls.seek(number, -bytes, SEEK_CUR);
            }
        }
    }

    private boolean isRegularFile() {
        return Files.isRegularFile(path());
    }

    private Path path() {
        return Path.of("/proc/self/fd/" + number);
    }

    @Override
    public void close() throws WriteException {
        SystemCalls.close(number);
    }
}
