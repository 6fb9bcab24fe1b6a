package org.sempool.coordinator;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long a pool has run, which measures all times that users bound. It stands still while the
 * pool is suspended.
 *
 * <p>It must be read often; the supervisor reads it ten times a second. If much more time passes
 * between two readings, this process was suspended, or the machine asleep, and the time does not
 * count.
 *
 * <p>Thread-safe.
 */
final class PoolClock {
    /** A longer step counts as this much. */
    private static final long LONGEST_STEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier source;
    private long sourceNanos;
    private long nanos;
    private boolean suspended;

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
        if (!suspended) {
            nanos += Math.min(now - sourceNanos, LONGEST_STEP_NANOS);
        }
        sourceNanos = now;
        return nanos;
    }

    /** Lets the clock stand still until {@link #resume}. */
    synchronized void suspend() {
        var _ = nanos();
        suspended = true;
    }

    synchronized void resume() {
        var _ = nanos();
        suspended = false;
    }
}
