package org.sempool.cli;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at the bytes of an array, eight at a time. */
final class ByteSearch {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private ByteSearch() {}

    /** The index of the first such byte in a part of an array, or -1. */
    static int indexOf(byte[] bytes, int from, int to, byte wanted) {
        long pattern = ONES * (wanted & 0xFF);
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long differences = (long) LONG.get(bytes, at) ^ pattern;
            // A borrow sets the high bit of the lowest zero byte; above it there may be false ones.
            long zeros = (differences - ONES) & ~differences & HIGH_BITS;
            if (zeros != 0) {
                return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == wanted) {
                return at;
            }
        }
        return -1;
    }

    /** Whether a part of an array is ASCII. */
    static boolean isAscii(byte[] bytes, int from, int to) {
        long all = 0;
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            all |= (long) LONG.get(bytes, at);
        }
        for (; at < to; at++) {
            all |= bytes[at];
        }
        return (all & HIGH_BITS) == 0;
    }
}
