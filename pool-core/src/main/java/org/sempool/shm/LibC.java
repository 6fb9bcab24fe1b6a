package org.sempool.shm;

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
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The C library's functions that the semaphores and the segment need. A downcall that may block is
 * not marked critical, because it would hold up the garbage collector.
 *
 * <p>The futex calls are the non-private operations, which work between processes.
 */
@SuppressWarnings("restricted") // calls into the C library are what this class is for
final class LibC {
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ETIMEDOUT = 110;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /** Memory for one call, so each thread needs its own. */
    private static final ThreadLocal<CallMemory> CALL_MEMORY =
            ThreadLocal.withInitial(CallMemory::new);

    private LibC() {}

    private static final class CallMemory {
        private static final long TIMESPEC_BYTES = 2 * JAVA_LONG.byteSize();

        final MemorySegment timespec;
        final MemorySegment errno;

        CallMemory() {
            MemorySegment both =
                    Arena.ofAuto().allocate(TIMESPEC_BYTES + ERRNO_LAYOUT.byteSize(), 8);
            timespec = both.asSlice(0, TIMESPEC_BYTES);
            errno = both.asSlice(TIMESPEC_BYTES);
        }

        int errno() {
            return (int) ERRNO.get(errno, 0L);
        }

        void setTimespec(long nanos) {
            long second = TimeUnit.SECONDS.toNanos(1);
            timespec.set(JAVA_LONG, 0, nanos / second);
            timespec.set(JAVA_LONG, 8, nanos % second);
        }

        long timespecNanos() {
            return TimeUnit.SECONDS.toNanos(timespec.get(JAVA_LONG, 0))
                    + timespec.get(JAVA_LONG, 8);
        }
    }

    /** {@code futex(2)} on the word at the start of {@code word}. */
    static final class Futex {
        private static final int FUTEX_WAIT = 0;
        private static final int FUTEX_WAKE = 1;
        private static final long SYS_FUTEX = sysFutex(System.getProperty("os.arch"));
        private static final MethodHandle WAIT =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("syscall"),
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno"));

        private Futex() {}

        /**
         * Needs no memory for {@code errno}: a program may submit each job in a virtual thread of
         * its own, and any of them may wake a worker. Not marked critical either: whoever is woken
         * may take the caller's processor at once. Made by the first call, which is not on the way
         * to a worker's first message.
         */
        private static final class Wake {
            static final MethodHandle CALL =
                    LINKER.downcallHandle(
                            LINKER.defaultLookup().findOrThrow("syscall"),
                            FunctionDescriptor.of(
                                    JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT),
                            Linker.Option.firstVariadicArg(1));
        }

        /** Throws now what the first call would throw later if the function is missing. */
        static void require() {
            Objects.requireNonNull(WAIT);
        }

        /** Not a switch with a pattern, which would cost each worker's start some milliseconds. */
        private static long sysFutex(String arch) {
            return switch (arch) {
                case "amd64", "x86_64" -> 202;
                case "aarch64", "riscv64" -> 98;
                default -> throw new UnsupportedOperationException("no futex for os.arch=" + arch);
            };
        }

        /**
         * Sleeps while the word is {@code expected}, at most for the time given. May return early
         * for any reason.
         */
        static void await(MemorySegment word, int expected, long timeoutNanos) {
            CallMemory call = CALL_MEMORY.get();
            call.setTimespec(timeoutNanos);
            if (await(call, word, expected) >= 0) {
                return;
            }
            int errno = call.errno();
            if (errno != EAGAIN && errno != EINTR && errno != ETIMEDOUT) {
                throw new IllegalStateException("futex wait failed with errno=" + errno);
            }
        }

        private static long await(CallMemory call, MemorySegment word, int expected) {
            try {
                return (long)
                        WAIT.invokeExact(
                                call.errno, SYS_FUTEX, word, FUTEX_WAIT, expected, call.timespec);
            } catch (Throwable impossible) {
                throw new AssertionError("a downcall does not throw", impossible);
            }
        }

        static void wake(MemorySegment word, int count) {
            long woken;
            try {
                woken = (long) Wake.CALL.invokeExact(SYS_FUTEX, word, FUTEX_WAKE, count);
            } catch (Throwable impossible) {
                throw new AssertionError("a downcall does not throw", impossible);
            }
            if (woken < 0) {
                throw new IllegalStateException("futex wake failed");
            }
        }
    }

    /** {@code madvise(2)}. */
    static final class Memory {
        private static final int MADV_REMOVE = 9;
        private static final MethodHandle MADVISE =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("madvise"),
                        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

        private Memory() {}

        /**
         * Frees the pages of a mapped file and drops their content. If the file system cannot do
         * that, they are freed when the last mapping of the removed file ends.
         */
        static void discard(MemorySegment mapped) {
            try {
                var _ = (int) MADVISE.invokeExact(mapped, mapped.byteSize(), MADV_REMOVE);
            } catch (Throwable impossible) {
                throw new AssertionError("a downcall does not throw", impossible);
            }
        }
    }

    /** {@code semaphore.h} on the {@code sem_t} at the start of a segment. */
    static final class Sem {
        private static final int CLOCK_MONOTONIC = 1;
        private static final MethodHandle INIT = function("sem_init", JAVA_INT, JAVA_INT);
        private static final MethodHandle POST = function("sem_post");
        private static final MethodHandle TRY_WAIT = function("sem_trywait");
        private static final MethodHandle CLOCK_WAIT = function("sem_clockwait", JAVA_INT, ADDRESS);
        private static final MethodHandle GET_VALUE = function("sem_getvalue", ADDRESS);
        private static final MethodHandle CLOCK_GETTIME =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("clock_gettime"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

        private Sem() {}

        /** Throws now what the first call would throw later if a function is missing. */
        static void require() {
            Objects.requireNonNull(CLOCK_WAIT);
        }

        private static MethodHandle function(String name, MemoryLayout... moreArguments) {
            return LINKER.downcallHandle(
                    LINKER.defaultLookup().findOrThrow(name),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS).appendArgumentLayouts(moreArguments),
                    Linker.Option.captureCallState("errno"));
        }

        /** {@code sem_init} with pshared = 1. */
        static void init(MemorySegment sem, int permits) {
            CallMemory call = CALL_MEMORY.get();
            try {
                check("sem_init", (int) INIT.invokeExact(call.errno, sem, 1, permits), call);
            } catch (Throwable t) {
                throw asUnchecked(t);
            }
        }

        static void post(MemorySegment sem) {
            CallMemory call = CALL_MEMORY.get();
            try {
                check("sem_post", (int) POST.invokeExact(call.errno, sem), call);
            } catch (Throwable t) {
                throw asUnchecked(t);
            }
        }

        static boolean tryWait(MemorySegment sem) {
            CallMemory call = CALL_MEMORY.get();
            try {
                while ((int) TRY_WAIT.invokeExact(call.errno, sem) != 0) {
                    if (call.errno() == EAGAIN) {
                        return false;
                    }
                    if (call.errno() != EINTR) {
                        check("sem_trywait", -1, call);
                    }
                }
                return true;
            } catch (Throwable t) {
                throw asUnchecked(t);
            }
        }

        /** {@code sem_clockwait} on the monotonic clock, which cannot be set. */
        static boolean timedWait(MemorySegment sem, long timeoutNanos) {
            CallMemory call = CALL_MEMORY.get();
            try {
                int read = (int) CLOCK_GETTIME.invokeExact(CLOCK_MONOTONIC, call.timespec);
                check("clock_gettime", read, call);
                call.setTimespec(call.timespecNanos() + timeoutNanos);
                while ((int) CLOCK_WAIT.invokeExact(call.errno, sem, CLOCK_MONOTONIC, call.timespec)
                        != 0) {
                    if (call.errno() == ETIMEDOUT) {
                        return false;
                    }
                    if (call.errno() != EINTR) {
                        check("sem_clockwait", -1, call);
                    }
                }
                return true;
            } catch (Throwable t) {
                throw asUnchecked(t);
            }
        }

        static int value(MemorySegment sem) {
            CallMemory call = CALL_MEMORY.get();
            try {
                int got = (int) GET_VALUE.invokeExact(call.errno, sem, call.timespec);
                check("sem_getvalue", got, call);
                return call.timespec.get(JAVA_INT, 0);
            } catch (Throwable t) {
                throw asUnchecked(t);
            }
        }

        private static void check(String function, int result, CallMemory call) {
            if (result != 0) {
                throw new IllegalStateException(function + " failed with errno=" + call.errno());
            }
        }

        private static RuntimeException asUnchecked(Throwable thrown) {
            if (thrown instanceof RuntimeException unchecked) {
                return unchecked;
            }
            throw new AssertionError("a downcall does not throw", thrown);
        }
    }
}
