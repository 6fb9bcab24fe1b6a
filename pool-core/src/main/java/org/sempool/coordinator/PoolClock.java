package org.sempool.coordinator;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a pool has run: what users bound is measured by it. It stands while the pool is
 * suspended.
 *
 * <p>It must be read every now and then, and the supervisor does so ten times a second. Much more
 * time between two readings was not lived through: this process was stopped, or the machine asleep.
 *
 * <p>Thread-safe.
 */
final class PoolClock {
    /** A longer step counts as this much. */
    private static final long LONGEST_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier source;
    private long sourceNanos;
    private long nanos;
    private boolean stands;

    /**
     * @param source nanoseconds of real time
     */
    PoolClock(LongSupplier source) {
        this.source = source;
        this.sourceNanos = source.getAsLong();
    }

    /** In nanoseconds. */
    synchronized long nanos() {
        long now = source.getAsLong();
        if (!stands) {
            nanos += Math.min(now - sourceNanos, LONGEST_STEP_NANOS);
        }
        sourceNanos = now;
        return nanos;
    }

    /** Has it stand until {@link #start}. */
    synchronized void stop() {
        var _ = nanos();
        stands = true;
    }

    synchronized void start() {
        var _ = nanos();
        stands = false;
    }
}
