package org.sempool.exec;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions of the C library that start a process, and wait for it and its output. */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
final class Posix {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final MethodHandle PIPE = checked("pipe2", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = plain("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle READ =
            checked("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE =
            checked("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle FCNTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("fcntl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle POLL =
            checked("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle IOCTL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("ioctl"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle WAIT =
            checked("waitpid", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle KILL = plain("kill", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SYSCALL =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                    Linker.Option.firstVariadicArg(1));
    private static final MethodHandle SPAWN =
            plain("posix_spawnp", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle ACTIONS_INIT =
            plain("posix_spawn_file_actions_init", JAVA_INT, ADDRESS);
    private static final MethodHandle ACTIONS_DESTROY =
            plain("posix_spawn_file_actions_destroy", JAVA_INT, ADDRESS);
    private static final MethodHandle ADD_DUP =
            plain("posix_spawn_file_actions_adddup2", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_OPEN =
            plain(
                    "posix_spawn_file_actions_addopen",
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    ADDRESS,
                    JAVA_INT,
                    JAVA_INT);

    /** Closes all descriptors from this one on, in the new process. Since glibc 2.34. */
    private static final Optional<MethodHandle> ADD_CLOSE_FROM =
            LINKER.defaultLookup()
                    .find("posix_spawn_file_actions_addclosefrom_np")
                    .map(
                            function ->
                                    LINKER.downcallHandle(
                                            function,
                                            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT)));

    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow("strerror"),
                    FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private static final MemorySegment NULL_DEVICE = Arena.global().allocateFrom("/dev/null");

    private static final int EINTR = 4;
    private static final int ENOENT = 2;
    private static final int EAGAIN = 11;
    private static final int EPIPE = 32;
    private static final int O_NONBLOCK = 0x800;
    private static final int F_SETFL = 4;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int O_CLOEXEC = 0x80000;
    private static final int O_RDONLY = 0;
    private static final int FIONREAD = 0x541B;
    private static final int WNOHANG = 1;
    private static final long PIDFD_OPEN = 434;

    /** As a shell has it. */
    private static final int NOT_FOUND = 127;

    private static final int NOT_RUNNABLE = 126;

    private Posix() {}

    private static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... types) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, types));
    }

    private static MethodHandle checked(String name, MemoryLayout result, MemoryLayout... types) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, types),
                CAPTURE);
    }

    /** What all processes are started with: the attributes never change. */
    private static final class Attributes {
        private static final int BYTES = 1024;
        private static final short SETPGROUP = 0x02;
        private static final short SETSIGMASK = 0x08;
        static final MemorySegment SEGMENT = make();

        private static MemorySegment make() {
            MemorySegment made = Arena.global().allocate(BYTES, Long.BYTES);
            // JVMs block signals in their threads, which a program would inherit.
            MemorySegment none = Arena.global().allocate(BYTES, Long.BYTES);
            try {
                int _ = (int) plain("posix_spawnattr_init", JAVA_INT, ADDRESS).invoke(made);
                int _ =
                        (int)
                                plain("posix_spawnattr_setflags", JAVA_INT, ADDRESS, JAVA_SHORT)
                                        .invoke(made, (short) (SETPGROUP | SETSIGMASK));
                int _ =
                        (int)
                                plain("posix_spawnattr_setsigmask", JAVA_INT, ADDRESS, ADDRESS)
                                        .invoke(made, none);
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
            return made;
        }
    }

    /** The variables of this process, as the C library has them: in whatever encoding. */
    private static final class Environment {
        private static final MemorySegment FIRST =
                LINKER.defaultLookup()
                        .findOrThrow("environ")
                        .reinterpret(ADDRESS.byteSize())
                        .get(ADDRESS, 0)
                        .reinterpret(Long.MAX_VALUE);
        static final int COUNT = count();

        private static int count() {
            int count = 0;
            while (!FIRST.getAtIndex(ADDRESS, count).equals(MemorySegment.NULL)) {
                count++;
            }
            return count;
        }

        static MemorySegment with(Arena arena, String variable) {
            MemorySegment all = arena.allocate(ADDRESS, COUNT + 2L);
            MemorySegment.copy(FIRST, 0, all, 0, COUNT * ADDRESS.byteSize());
            all.setAtIndex(ADDRESS, COUNT, text(arena, variable));
            return all;
        }
    }

    private static MemorySegment text(Arena arena, String bytes) {
        return arena.allocateFrom(bytes, StandardCharsets.ISO_8859_1);
    }

    private static IOException failure(String what, int error) {
        return new IOException(what + ": " + describe(error));
    }

    private static String describe(int error) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(error);
            return text.reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable e) {
            return "error " + error;
        }
    }

    /** Both ends are closed in programs that are started. */
    static void pipe(Arena arena, int[] ends, int at) throws IOException {
        MemorySegment both = arena.allocate(JAVA_INT, 2);
        var _ =
                call(
                        "cannot make a pipe for a command",
                        errno -> (int) PIPE.invokeExact(errno, both, O_CLOEXEC));
        ends[at] = both.getAtIndex(JAVA_INT, 0);
        ends[at + 1] = both.getAtIndex(JAVA_INT, 1);
    }

    private interface Call {
        long run(MemorySegment errno) throws Throwable;
    }

    /** Again if a signal interrupts it. */
    private static long call(String trouble, Call call) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            while (true) {
                long result = call.run(errno);
                int error = result >= 0 ? 0 : (int) ERRNO.get(errno, 0L);
                if (result >= 0) {
                    return result;
                }
                if (error != EINTR) {
                    throw failure(trouble, error);
                }
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Makes writes to a pipe return at once, and gives the pipe room, if the system has it.
     *
     * @param descriptor the end for writing; the other one stays as it is
     */
    static void prepareForWriting(int descriptor, int room) {
        try {
            int _ = (int) FCNTL.invokeExact(descriptor, F_SETFL, O_NONBLOCK);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        enlarge(descriptor, room);
    }

    /** Gives a pipe room. Without, which is the system's decision, it is only slower. */
    static void enlarge(int descriptor, int room) {
        try {
            int _ = (int) FCNTL.invokeExact(descriptor, F_SETPIPE_SZ, room);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Writes what there is room for.
     *
     * @return how many bytes, perhaps 0; -1 if nobody can read them any more
     */
    static long write(int descriptor, MemorySegment bytes) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            long written = (long) WRITE.invokeExact(errno, descriptor, bytes, bytes.byteSize());
            int error = written >= 0 ? 0 : (int) ERRNO.get(errno, 0L);
            return switch (error) {
                case 0 -> written;
                case EINTR, EAGAIN -> 0;
                case EPIPE -> -1;
                default -> throw failure("cannot write to a command", error);
            };
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param input what the program reads; -1 for nothing
     * @param output what the program writes its output to
     * @param errors what it writes its messages to
     */
    static int spawn(
            Arena arena, List<String> arguments, String variable, int input, int output, int errors)
            throws IOException {
        List<MemorySegment> texts = new ArrayList<>();
        MemorySegment argv = arena.allocate(ADDRESS, arguments.size() + 1L);
        for (int i = 0; i < arguments.size(); i++) {
            texts.add(text(arena, arguments.get(i)));
            argv.setAtIndex(ADDRESS, i, texts.get(i));
        }
        MemorySegment environment = Environment.with(arena, variable);
        MemorySegment actions = arena.allocate(Attributes.BYTES, Long.BYTES);
        MemorySegment pid = arena.allocate(JAVA_INT);
        int error;
        try {
            int _ = (int) ACTIONS_INIT.invokeExact(actions);
            int _ =
                    input < 0
                            ? (int) ADD_OPEN.invokeExact(actions, 0, NULL_DEVICE, O_RDONLY, 0)
                            : (int) ADD_DUP.invokeExact(actions, input, 0);
            int _ = (int) ADD_DUP.invokeExact(actions, output, 1);
            int _ = (int) ADD_DUP.invokeExact(actions, errors, 2);
            // The JVM has files that would be inherited. An older library leaves them open.
            if (ADD_CLOSE_FROM.isPresent()) {
                int _ = (int) ADD_CLOSE_FROM.get().invokeExact(actions, 3);
            }
            error =
                    (int)
                            SPAWN.invokeExact(
                                    pid,
                                    texts.getFirst(),
                                    actions,
                                    Attributes.SEGMENT,
                                    argv,
                                    environment);
            int _ = (int) ACTIONS_DESTROY.invokeExact(actions);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (error != 0) {
            throw new CommandNotStartedException(
                    "cannot start " + arguments.getFirst() + ": " + describe(error),
                    error == ENOENT ? NOT_FOUND : NOT_RUNNABLE);
        }
        return pid.get(JAVA_INT, 0);
    }

    /** A descriptor that can be read when the process has ended; -1 if the kernel has none. */
    static int openProcess(int pid) {
        try {
            return (int) (long) SYSCALL.invokeExact(PIDFD_OPEN, (long) pid, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns how many are ready. A signal may end the wait. */
    static int poll(MemorySegment polls, int count, int millis) throws IOException {
        return (int)
                call(
                        "cannot wait for a command",
                        errno -> (int) POLL.invokeExact(errno, polls, (long) count, millis));
    }

    static int read(int descriptor, MemorySegment into, int most) throws IOException {
        return (int)
                call(
                        "cannot read what a command prints",
                        errno -> (long) READ.invokeExact(errno, descriptor, into, (long) most));
    }

    /** How many bytes can be read without waiting. */
    static int available(int descriptor, MemorySegment number) {
        try {
            int result = (int) IOCTL.invokeExact(descriptor, (long) FIONREAD, number);
            return result < 0 ? 0 : number.get(JAVA_INT, 0);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether it has ended; then the status is set, and the process is gone. */
    static boolean hasEnded(int pid, MemorySegment status) throws IOException {
        return call(
                        "cannot wait for a command",
                        errno -> (int) WAIT.invokeExact(errno, pid, status, WNOHANG))
                == pid;
    }

    static void kill(int pid, int signal) {
        try {
            int _ = (int) KILL.invokeExact(pid, signal);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(int descriptor) {
        try {
            int _ = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
