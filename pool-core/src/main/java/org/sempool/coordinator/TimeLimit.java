package org.sempool.coordinator;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long a process may take for something: by the pool's clock, without the time in which it
 * waits for a processor. A process that is stuck reaches its limit when the time is over; one that
 * computes, when it has had that much of a processor, however many others share it. Of several
 * threads, the one that has waited longest counts.
 *
 * <p>Thread-safe if what it asks is.
 */
final class TimeLimit {
    /** A wait is counted when it is over, so it is no use to look again at once. */
    private static final long SHORTEST_REST_NANOS = Duration.ofMillis(10).toNanos();

    private final PoolClock clock;
    private final Supplier<Map<Long, Long>> waits;
    private final Map<Long, Long> waitsBefore;
    private final long begun;
    private final long nanos;

    /** When the limit may be reached. */
    private long end;

    /**
     * Begins now.
     *
     * @param waits how long each thread has waited for a processor, in nanoseconds
     */
    TimeLimit(Duration time, PoolClock clock, Supplier<Map<Long, Long>> waits) {
        this.clock = clock;
        this.waits = waits;
        this.waitsBefore = waits.get();
        this.begun = clock.nanos();
        this.nanos = EventThread.nanos(time);
        this.end = begun + nanos;
    }

    /**
     * When to look again at the latest; zero once the limit is reached. Looks at the process only
     * when the time is over, so it may be called often.
     */
    synchronized Duration left() {
        long now = clock.nanos();
        if (now >= end) {
            long waited = Math.min(longestWait(), now - begun);
            if (begun + nanos + waited <= now) {
                return Duration.ZERO;
            }
            end = begun + nanos + waited;
        }
        return Duration.ofNanos(Math.max(end - now, SHORTEST_REST_NANOS));
    }

    private long longestWait() {
        return waits.get().entrySet().stream()
                .mapToLong(each -> each.getValue() - waitsBefore.getOrDefault(each.getKey(), 0L))
                .max()
                .orElse(0);
    }
}
