package org.sempool.cli;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The system calls that {@link Descriptor} and {@link TerminalDevice} need. Each is repeated if a
 * signal interrupts it, and is an ordinary downcall: one that may block must not hold up the
 * garbage collector.
 */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
final class SystemCalls {
    private static final int EINTR = 4;
    private static final int TCSANOW = 0;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    /** Looked up only when needed, since that takes some milliseconds. */
    private static final class Poll {
        static final MethodHandle HANDLE =
                function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    }

    private static final class Files {
        static final MethodHandle OPEN =
                function(
                        "open",
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
                        Linker.Option.firstVariadicArg(2));
        static final MethodHandle CLOSE =
                function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        static final MethodHandle TRUNCATE =
                function("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    }

    private static final class Seek {
        static final MethodHandle HANDLE =
                function("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    }

    private static final class Terminals {
        static final MethodHandle GET =
                function("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle SET =
                function("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle IOCTL =
                function(
                        "ioctl",
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                        Linker.Option.firstVariadicArg(2));
    }

    private static final class Text {
        static final MethodHandle HANDLE =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("strerror"),
                        FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    private SystemCalls() {}

    private static MethodHandle function(
            String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    private interface Call {
        long run(MemorySegment errno) throws Throwable;
    }

    private static long make(Call call) throws WriteException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO_LAYOUT);
            while (true) {
                long result = call.run(errno);
                if (result >= 0) {
                    return result;
                }
                int code = (int) ERRNO.get(errno, 0L);
                if (code != EINTR) {
                    throw new WriteException(code, describe(code));
                }
            }
        } catch (WriteException e) {
            throw e;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall does not throw", impossible);
        }
    }

    /** Blocks if {@code file} blocks when it has no room. */
    static long write(int file, MemorySegment bytes) throws WriteException {
        return make(e -> (long) WRITE.invokeExact(e, file, bytes, bytes.byteSize()));
    }

    static int poll(MemorySegment pollfd, int millis) throws WriteException {
        return (int) make(e -> (int) Poll.HANDLE.invokeExact(e, pollfd, 1L, millis));
    }

    static int open(MemorySegment name, int flags, int mode) throws WriteException {
        return (int) make(e -> (int) Files.OPEN.invokeExact(e, name, flags, mode));
    }

    /** Even if a signal interrupts it, Linux has closed the file. */
    static void close(int file) throws WriteException {
        var _ =
                make(
                        e -> {
                            int result = (int) Files.CLOSE.invokeExact(e, file);
                            return result < 0 && (int) ERRNO.get(e, 0L) == EINTR ? 0 : result;
                        });
    }

    static void truncate(int file, long bytes) throws WriteException {
        var _ = make(e -> (int) Files.TRUNCATE.invokeExact(e, file, bytes));
    }

    static long seek(int file, long bytes, int from) throws WriteException {
        return make(e -> (long) Seek.HANDLE.invokeExact(e, file, bytes, from));
    }

    static void tcgetattr(int file, MemorySegment termios) throws WriteException {
        var _ = make(e -> (int) Terminals.GET.invokeExact(e, file, termios));
    }

    /** Takes effect at once. */
    static void tcsetattr(int file, MemorySegment termios) throws WriteException {
        var _ = make(e -> (int) Terminals.SET.invokeExact(e, file, TCSANOW, termios));
    }

    static void ioctl(int file, long request, MemorySegment argument) throws WriteException {
        var _ = make(e -> (int) Terminals.IOCTL.invokeExact(e, file, request, argument));
    }

    private static String describe(int errno) throws Throwable {
        MemorySegment text = (MemorySegment) Text.HANDLE.invokeExact(errno);
        return text.reinterpret(Long.MAX_VALUE).getString(0);
    }
}
