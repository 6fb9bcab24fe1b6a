package org.sempool.shm;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sempool.process.NativeAccess;

/** The available kinds of semaphores. */
enum SemaphoreKind {
    /** Counts in memory; calls the kernel only to sleep and to wake. */
    FUTEX(1) {
        @Override
        void requireFunctions() {
            LibC.Futex.require();
        }

        @Override
        Semaphore make(MemorySegment memory, int permits) {
            return new FutexSemaphore(memory).reset(permits);
        }

        @Override
        Semaphore attach(MemorySegment memory) {
            return new FutexSemaphore(memory);
        }
    },
    /** The C library's {@code sem_t}, initialised as shared. */
    POSIX(2) {
        @Override
        void requireFunctions() {
            LibC.Sem.require();
        }

        @Override
        Semaphore make(MemorySegment memory, int permits) {
            return PosixSemaphore.init(memory, permits);
        }

        @Override
        Semaphore attach(MemorySegment memory) {
            return PosixSemaphore.attach(memory);
        }
    },
    /** Counts in memory and polls; for JVMs that do not permit native calls. */
    POLLING(3) {
        @Override
        Semaphore make(MemorySegment memory, int permits) {
            return new PollingSemaphore(memory).reset(permits);
        }

        @Override
        Semaphore attach(MemorySegment memory) {
            return new PollingSemaphore(memory);
        }
    };

    private final int code;

    SemaphoreKind(int code) {
        this.code = code;
    }

    /** The number that stands for the kind in a segment. */
    int code() {
        return code;
    }

    /** The kind with a code, or empty if there is none. */
    static Optional<SemaphoreKind> ofCode(int code) {
        return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
    }

    /** Throws a LinkageError if the C library lacks a function that this kind calls. */
    void requireFunctions() {}

    /** Checks that this process can use the kind; otherwise the first wait would fail. */
    void requireUsable() throws IOException {
        if (this == POLLING) {
            return;
        }
        if (!NativeAccess.isAllowed()) {
            throw new IOException(
                    "semaphore="
                            + label()
                            + " calls the C library, but this JVM does not allow native calls;"
                            + " start it with "
                            + NativeAccess.flag()
                            + ", or choose semaphore="
                            + POLLING.label());
        }
        try {
            requireFunctions();
        } catch (LinkageError e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "semaphore="
                            + label()
                            + " cannot be used here ("
                            + why.getMessage()
                            + "); choose one of "
                            + labels(),
                    e);
        }
    }

    /** Makes a new semaphore in zeroed memory that no other process uses yet. */
    abstract Semaphore make(MemorySegment memory, int permits);

    /** The semaphore that another process made in this memory. */
    abstract Semaphore attach(MemorySegment memory);

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SemaphoreKind of(String label) {
        return Arrays.stream(values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "semaphore="
                                                + label
                                                + " is unknown; choose one of "
                                                + labels()));
    }

    private static String labels() {
        return Arrays.stream(values()).map(SemaphoreKind::label).collect(Collectors.joining(", "));
    }
}
