package org.sempool.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Why the kernel refused an operation on a file.
 *
 * <p>The JDK hides the number and shows only the C library's message for it, in the user's
 * language. So the message is compared with the C library's message for each number.
 */
@SuppressWarnings("restricted") // a call into the C library
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    EACCES(13, "Permission denied"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EDQUOT(122, "Disk quota exceeded"),
    /** None of these. */
    OTHER(-1, "an unexpected error");

    private static final Errno[] ALL = values();

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    /** Why a call failed, by the exception or one of its causes. */
    public static Errno of(IOException thrown) {
        Throwable each = thrown;
        while (each instanceof IOException failure) {
            Errno errno = ofThis(failure);
            if (errno != OTHER) {
                return errno;
            }
            each = each.getCause();
        }
        return OTHER;
    }

    /** The constant for a number; {@link #OTHER} if there is none. */
    public static Errno of(int number) {
        for (Errno each : ALL) {
            if (each.number == number) {
                return each;
            }
        }
        return OTHER;
    }

    private static Errno ofThis(IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return ENOENT;
        }
        if (failure instanceof AccessDeniedException) {
            return EACCES;
        }
        String text =
                failure instanceof FileSystemException file
                        ? file.getReason()
                        : failure.getMessage();
        return text == null ? OTHER : ofWords(text);
    }

    private static Errno ofWords(String text) {
        for (Errno each : ALL) {
            if (says(text, each.words)) {
                return each;
            }
        }
        if (NativeAccess.isAllowed()) {
            for (Errno each : ALL) {
                if (each != OTHER && says(text, wordsOfCLibrary(each.number))) {
                    return each;
                }
            }
        }
        return OTHER;
    }

    static String wordsOfCLibrary(int number) {
        return CLibrary.words(number);
    }

    /** The message alone, or after a file's name, as in {@link java.io.FileNotFoundException}. */
    private static boolean says(String text, String words) {
        return text.equals(words) || text.endsWith("(" + words + ")");
    }

    /** The kernel's number for it. */
    public int number() {
        return number;
    }

    /** What it means, in English. */
    public String words() {
        return words;
    }

    /** Whether the disk is full, or the user's quota is used up. */
    public boolean isNoRoom() {
        return this == ENOSPC || this == EDQUOT;
    }

    /** Linked only when needed: in a locale whose language is not English. */
    private static final class CLibrary {
        private static final MethodHandle STRERROR =
                Linker.nativeLinker()
                        .downcallHandle(
                                Linker.nativeLinker().defaultLookup().findOrThrow("strerror"),
                                FunctionDescriptor.of(ADDRESS, JAVA_INT));
        private static final Charset CHARSET = charset(System.getProperty("sun.jnu.encoding"));

        private static Charset charset(@Nullable String name) {
            return name != null && Charset.isSupported(name)
                    ? Charset.forName(name)
                    : Charset.defaultCharset();
        }

        static String words(int number) {
            try {
                MemorySegment text = (MemorySegment) STRERROR.invokeExact(number);
                return text.reinterpret(Long.MAX_VALUE).getString(0, CHARSET);
            } catch (Throwable impossible) {
                throw new AssertionError("a downcall does not throw", impossible);
            }
        }
    }
}
