package org.sempool.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A process that the C library starts: {@code posix_spawn} borrows the JVM's memory instead of
 * copying it or starting a helper, so that it costs about what it costs a shell.
 *
 * <p>It reads what it is given, if anything, and need not read it all. It has a process group of
 * its own. It has ended when the program has, although a child in the background may go on, and
 * hold the pipes: such a child is left alone.
 *
 * <p>Belongs to one thread; an interrupt ends {@link #await}.
 */
final class NativeProcess implements AutoCloseable {
    private static final String TAG_NAME = "SEMPOOL_EXEC";
    private static final AtomicLong STARTED = new AtomicLong();
    private static final int POLL_MILLIS = 20;
    private static final int CHUNK_BYTES = 1 << 16;
    private static final int STREAMS = 2;
    private static final int END = STREAMS;
    private static final int INPUT = END + 1;
    private static final int POLLS = INPUT + 1;
    private static final int POLL_BYTES = 8;
    private static final short POLLIN = 1;
    private static final short POLLOUT = 4;

    /** A pipe has 64 KiB, after each of which its two processes would take turns. */
    private static final int ROOM_BYTES = 1 << 20;

    private static final int SIGTERM = 15;
    private static final int SIGKILL = 9;

    /** How long a program that is told to end may take. */
    private static final long TERM_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** One that hangs in the kernel is left to it. */
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** A killed process may have started another just before, which the next look finds. */
    private static final int MOST_LOOKS = 100;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment polls = arena.allocate((long) POLLS * POLL_BYTES, Long.BYTES);
    private final MemorySegment chunk = arena.allocate(CHUNK_BYTES);
    private final MemorySegment number = arena.allocate(JAVA_INT);
    private final ByteArrayOutputStream[] streams = {
        new ByteArrayOutputStream(), new ByteArrayOutputStream()
    };

    private final String tag;
    private final int pid;
    private final MemorySegment input;
    private long given;
    private boolean ended;
    private int status;

    /**
     * Starts a program.
     *
     * @param arguments the program, which is looked for in {@code PATH}, and its arguments; each
     *     byte a character
     * @param input what it reads; null for nothing. Must stay as it is until {@link #close}
     * @throws CommandNotStartedException if there is no such program, or it cannot be run
     */
    NativeProcess(List<String> arguments, @Nullable MemorySegment input) throws IOException {
        String value = ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
        tag = TAG_NAME + "=" + value;
        this.input = input == null ? MemorySegment.NULL : input.isNative() ? input : copy(input);
        // Of standard input, output and error: the end for reading, the end for writing.
        int[] ends = {-1, -1, -1, -1, -1, -1};
        boolean started = false;
        try {
            for (int pipe = input == null ? 1 : 0; pipe <= STREAMS; pipe++) {
                Posix.pipe(arena, ends, 2 * pipe);
            }
            pid = Posix.spawn(arena, arguments, tag, ends[0], ends[3], ends[5]);
            started = true;
        } finally {
            close(ends[0], ends[3], ends[5]);
            if (!started) {
                close(ends[1], ends[2], ends[4]);
                arena.close();
            }
        }
        setPoll(0, ends[2], POLLIN);
        setPoll(1, ends[4], POLLIN);
        setPoll(END, Posix.openProcess(pid), POLLIN);
        setPoll(INPUT, ends[1], POLLOUT);
        if (input != null) {
            Posix.prepareForWriting(ends[1], ROOM_BYTES);
        }
    }

    private MemorySegment copy(MemorySegment onHeap) {
        return arena.allocate(onHeap.byteSize()).copyFrom(onHeap);
    }

    private static void close(int... descriptors) {
        for (int descriptor : descriptors) {
            if (descriptor >= 0) {
                Posix.close(descriptor);
            }
        }
    }

    private void setPoll(int index, int descriptor, short event) {
        polls.set(JAVA_INT, (long) index * POLL_BYTES, descriptor);
        polls.set(JAVA_SHORT, (long) index * POLL_BYTES + Integer.BYTES, event);
    }

    private int descriptor(int index) {
        return polls.get(JAVA_INT, (long) index * POLL_BYTES);
    }

    private boolean isReady(int index) {
        return descriptor(index) >= 0
                && polls.get(JAVA_SHORT, (long) index * POLL_BYTES + Integer.BYTES + Short.BYTES)
                        != 0;
    }

    /**
     * Gives it its input, and reads what it prints, until it ends.
     *
     * @throws InterruptedException if the thread is interrupted; it then still runs
     * @throws IOException if it prints more than this many bytes
     */
    void await(int mostBytes) throws IOException, InterruptedException {
        while (!ended) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            int ready = Posix.poll(polls, POLLS, POLL_MILLIS);
            for (int stream = 0; stream < STREAMS; stream++) {
                if (ready > 0 && isReady(stream)) {
                    read(stream, CHUNK_BYTES, mostBytes);
                }
            }
            if (ready > 0 && isReady(INPUT)) {
                write();
            }
            // An old kernel has no descriptors of processes: then each round looks.
            if (isReady(END) || descriptor(END) < 0) {
                reap();
            }
        }
        // Everything that it has written itself is in the pipes now.
        for (int stream = 0; stream < STREAMS; stream++) {
            int left = descriptor(stream) < 0 ? 0 : Posix.available(descriptor(stream), number);
            while (left > 0) {
                int count = read(stream, Math.min(left, CHUNK_BYTES), mostBytes);
                left = count == 0 ? 0 : left - count;
            }
        }
    }

    private int read(int stream, int most, int mostBytes) throws IOException {
        int count = Posix.read(descriptor(stream), chunk, most);
        if (count == 0) {
            close(stream);
            return 0;
        }
        byte[] bytes = chunk.asSlice(0, count).toArray(JAVA_BYTE);
        streams[stream].write(bytes, 0, count);
        if (streams[0].size() + (long) streams[1].size() > mostBytes) {
            throw new IOException("the command prints more than " + mostBytes + " bytes");
        }
        return count;
    }

    /** After the last byte, or if it wants no more, it reads the end. */
    private void write() throws IOException {
        long count = Posix.write(descriptor(INPUT), input.asSlice(given));
        given = count < 0 ? input.byteSize() : given + count;
        if (given == input.byteSize()) {
            close(INPUT);
        }
    }

    private void close(int index) {
        close(new int[] {descriptor(index)});
        setPoll(index, -1, POLLIN);
    }

    private boolean reap() throws IOException {
        if (!ended) {
            ended = Posix.hasEnded(pid, number);
            status = ended ? number.get(JAVA_INT, 0) : 0;
        }
        return ended;
    }

    byte[] output() {
        return streams[0].toByteArray();
    }

    byte[] errors() {
        return streams[1].toByteArray();
    }

    /** The exit code, or 0 if a signal ended it. Only after its end. */
    int exitCode() {
        return status >> 8 & 0xFF;
    }

    /** The number of the signal that ended it, or 0. Only after its end. */
    int signal() {
        return status & 0x7F;
    }

    /** If it still runs, ends it with all its descendants, in whatever session. */
    @Override
    public void close() {
        try {
            if (!ended) {
                end();
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot wait for the command", e);
        } finally {
            for (int index = 0; index < POLLS; index++) {
                close(index);
            }
            arena.close();
        }
    }

    private void end() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            Posix.kill(-pid, SIGTERM);
            MemorySegment end = polls.asSlice((long) END * POLL_BYTES, POLL_BYTES);
            long deadline = System.nanoTime() + TERM_NANOS;
            boolean over = false;
            // An old kernel, which has no descriptors of processes, lets this wait to the end. To
            // reap the process would free its number, which another group might get.
            while (!over && System.nanoTime() < deadline) {
                over = Posix.poll(end, 1, POLL_MILLIS) > 0;
            }
            Posix.kill(-pid, SIGKILL);
            killTagged();
            deadline = System.nanoTime() + KILL_NANOS;
            while (!reap() && System.nanoTime() < deadline) {
                var _ = Posix.poll(end, 1, POLL_MILLIS);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void killTagged() {
        for (int look = 0; look < MOST_LOOKS; look++) {
            List<ProcessHandle> found = ProcessHandle.allProcesses().filter(this::hasTag).toList();
            if (found.isEmpty()) {
                return;
            }
            found.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean hasTag(ProcessHandle candidate) {
        try (InputStream environment =
                new FileInputStream("/proc/" + candidate.pid() + "/environ")) {
            String variables =
                    "\0" + new String(environment.readAllBytes(), StandardCharsets.ISO_8859_1);
            return variables.contains("\0" + tag + "\0");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
