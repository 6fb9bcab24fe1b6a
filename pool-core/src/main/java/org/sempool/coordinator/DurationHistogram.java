package org.sempool.coordinator;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.sempool.DurationStats;

/**
 * Counts durations in buckets whose widths grow with the durations: 64 equal ones for each power of
 * two, so the middle of a bucket is at most 1/128 from what it stands for. From a nanosecond to 26
 * days; what is longer counts as that.
 *
 * <p>Gil Tene's HdrHistogram divides its range in the same way. This one has a fixed size, and
 * records without locks and without allocation.
 *
 * <p>Thread-safe.
 */
final class DurationHistogram {
    /** Buckets for each power of two, as a power of two. */
    private static final int BITS = 6;

    private static final int BUCKETS = 1 << BITS;
    private static final int LARGEST_POWER = 50;
    private static final long LONGEST = (1L << (LARGEST_POWER + 1)) - 1;

    private final AtomicLongArray counts = new AtomicLongArray(index(LONGEST) + 1);
    private final AtomicLong sum = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /**
     * Adds a duration.
     *
     * @param nanos less than 0 counts as 0: clocks of different cores may differ a little
     * @param weight for how many it stands
     */
    void record(long nanos, int weight) {
        long value = Math.clamp(nanos, 0, LONGEST);
        counts.getAndAdd(index(value), weight);
        sum.getAndAdd(value * weight);
        if (value > longest.get()) {
            longest.accumulateAndGet(value, Math::max);
        }
    }

    /** Values below two powers of two have buckets of their own. */
    private static int index(long value) {
        int power = Long.SIZE - 1 - Long.numberOfLeadingZeros(value | 1);
        int shift = Math.max(0, power - BITS);
        return shift * BUCKETS + (int) (value >>> shift);
    }

    /** The middle of a bucket. */
    private static long middle(int index) {
        if (index < 2 * BUCKETS) {
            return index;
        }
        int shift = index / BUCKETS - 1;
        long first = (long) (index - shift * BUCKETS) << shift;
        return first + (1L << (shift - 1));
    }

    DurationStats stats() {
        long[] seen = new long[counts.length()];
        long total = 0;
        for (int i = 0; i < seen.length; i++) {
            seen[i] = counts.get(i);
            total += seen[i];
        }
        long max = longest.get();
        return new DurationStats(
                total,
                Duration.ofNanos(sum.get()),
                percentile(seen, total, 0.5, max),
                percentile(seen, total, 0.9, max),
                percentile(seen, total, 0.99, max),
                percentile(seen, total, 0.999, max),
                Duration.ofNanos(max));
    }

    private static Duration percentile(long[] seen, long total, double part, long max) {
        long rank = (long) Math.ceil(total * part);
        long below = 0;
        for (int i = 0; i < seen.length; i++) {
            below += seen[i];
            if (rank > 0 && below >= rank) {
                return Duration.ofNanos(Math.min(middle(i), max));
            }
        }
        return Duration.ofNanos(max);
    }
}
