package org.sempool.coordinator;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long a process may take for something, by the pool's clock, without the time in which it
 * waits for a processor. A stuck process reaches the limit after that time. A computing process
 * reaches it once it has had a processor for that long, however many processes share it. Of several
 * threads, the one that has waited longest counts.
 *
 * <p>Thread-safe if its suppliers are.
 */
final class TimeLimit {
    /** The kernel counts a wait when it is over, so polling again at once is useless. */
    private static final long MIN_REST_NANOS = Duration.ofMillis(10).toNanos();

    private final PoolClock clock;
    private final Supplier<Map<Long, Long>> waits;
    private final Map<Long, Long> waitsBefore;
    private final long begun;
    private final long nanos;

    /** When the limit may be reached. */
    private long end;

    /**
     * Starts now.
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
     * When to check again at the latest; zero once the limit is reached. It reads the process's
     * waits only when the time is over, so it may be called often.
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
        return Duration.ofNanos(Math.max(end - now, MIN_REST_NANOS));
    }

    private long longestWait() {
        return waits.get().entrySet().stream()
                .mapToLong(each -> each.getValue() - waitsBefore.getOrDefault(each.getKey(), 0L))
                .max()
                .orElse(0);
    }
}
