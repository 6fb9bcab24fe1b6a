package org.sempool.chronicle;

import java.util.Arrays;
import org.sempool.spi.JobKey;

/**
 * The locations of the results of finished jobs, by the jobs' keys; several for equal jobs. It
 * consists of arrays, about 40 bytes for each job, because a batch may have ten million jobs.
 *
 * <p>All are added before any is taken. Not thread-safe.
 */
final class DoneJobs {
    private static final int NONE = -1;
    private static final int FIRST_ROOM = 1024;

    private long[] highs = new long[FIRST_ROOM];
    private long[] lows = new long[FIRST_ROOM];
    private long[] locations = new long[FIRST_ROOM];
    private int[] next = {};
    private int[] buckets = {};
    private int size;

    void add(JobKey key, long location) {
        if (size == highs.length) {
            int room = Math.multiplyExact(size, 2);
            highs = Arrays.copyOf(highs, room);
            lows = Arrays.copyOf(lows, room);
            locations = Arrays.copyOf(locations, room);
        }
        highs[size] = key.high();
        lows[size] = key.low();
        locations[size] = location;
        size++;
    }

    /** Call this after the last was added and before the first is taken. */
    void complete() {
        buckets = new int[Math.max(1, Integer.highestOneBit(size) << 1)];
        Arrays.fill(buckets, NONE);
        next = new int[size];
        // From the last to the first, so that the first of equal jobs is found first.
        for (int entry = size - 1; entry >= 0; entry--) {
            int bucket = bucket(highs[entry]);
            next[entry] = buckets[bucket];
            buckets[bucket] = entry;
        }
    }

    /** No further hash is needed, because the key is a digest. */
    private int bucket(long high) {
        return (int) high & buckets.length - 1;
    }

    /** Removes the first that was added with this key; returns -1 if none is left. */
    long take(JobKey key) {
        if (size == 0) {
            return NONE;
        }
        int bucket = bucket(key.high());
        int before = NONE;
        for (int entry = buckets[bucket]; entry != NONE; entry = next[entry]) {
            if (highs[entry] == key.high() && lows[entry] == key.low()) {
                if (before == NONE) {
                    buckets[bucket] = next[entry];
                } else {
                    next[before] = next[entry];
                }
                return locations[entry];
            }
            before = entry;
        }
        return NONE;
    }

    int size() {
        return size;
    }
}
