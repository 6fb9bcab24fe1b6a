package org.sempool.examples.step4sharedqueue;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * A number and its prime factors, and their layout in memory. In C:
 *
 * <pre>
 *   struct job { __int128 number; int count; __int128 factors[127]; };
 * </pre>
 *
 * <p>Processes cannot share objects, since each has them at other addresses. So a job is copied
 * into the slot, number by number, and out of it again.
 *
 * @param number what to factor, or a negative number to end a worker
 * @param factors its prime factors; empty before it is factored
 */
record Job(BigInteger number, List<BigInteger> factors) {
    /** The null job. */
    static final Job END = new Job(BigInteger.ONE.negate());

    /** No number up to 2^127 - 1 has more. */
    private static final int MOST_FACTORS = 127;

    private static final MemoryLayout INT128 = MemoryLayout.sequenceLayout(2, JAVA_LONG);

    static final StructLayout LAYOUT =
            MemoryLayout.structLayout(
                    INT128.withName("number"),
                    JAVA_INT.withName("count"),
                    MemoryLayout.paddingLayout(12),
                    MemoryLayout.sequenceLayout(MOST_FACTORS, INT128).withName("factors"));

    private static final long NUMBER = LAYOUT.byteOffset(groupElement("number"));
    private static final long COUNT = LAYOUT.byteOffset(groupElement("count"));
    private static final long FACTORS = LAYOUT.byteOffset(groupElement("factors"));

    Job(BigInteger number) {
        this(number, List.of());
    }

    boolean isEnd() {
        return number.signum() < 0;
    }

    void write(MemorySegment slot) {
        write(slot, NUMBER, number);
        slot.set(JAVA_INT, COUNT, factors.size());
        for (int i = 0; i < factors.size(); i++) {
            write(slot, FACTORS + i * INT128.byteSize(), factors.get(i));
        }
    }

    static Job read(MemorySegment slot) {
        List<BigInteger> factors = new ArrayList<>();
        for (int i = 0; i < slot.get(JAVA_INT, COUNT); i++) {
            factors.add(read(slot, FACTORS + i * INT128.byteSize()));
        }
        return new Job(read(slot, NUMBER), factors);
    }

    private static void write(MemorySegment slot, long offset, BigInteger value) {
        slot.set(JAVA_LONG, offset, value.longValue());
        slot.set(JAVA_LONG, offset + Long.BYTES, value.shiftRight(Long.SIZE).longValue());
    }

    private static BigInteger read(MemorySegment slot, long offset) {
        BigInteger low = new BigInteger(Long.toUnsignedString(slot.get(JAVA_LONG, offset)));
        BigInteger high = BigInteger.valueOf(slot.get(JAVA_LONG, offset + Long.BYTES));
        return high.shiftLeft(Long.SIZE).add(low);
    }
}
