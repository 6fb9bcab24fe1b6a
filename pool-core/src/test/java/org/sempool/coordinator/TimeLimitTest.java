package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A limit is reached in the pool's time, less the longest wait for a processor. */
final class TimeLimitTest {
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7);
    private final PoolClock clock = new PoolClock(now::get);
    private final Map<Long, Long> waits = new HashMap<>();

    @Test
    void aStuckProcessReachesTheLimitWhenTheTimeIsOver() {
        TimeLimit limit = limit();

        pass(29);
        assertEquals(Duration.ofSeconds(1), limit.left());

        pass(1);
        assertEquals(Duration.ZERO, limit.left());
    }

    @Test
    void aProcessThatSharesAProcessorWithFifteenOthersHasSixteenTimesAsLong() {
        TimeLimit limit = limit();

        pass(29 * 16);
        waited(1, 29 * 15);
        assertEquals(Duration.ofSeconds(1), limit.left());

        pass(16);
        waited(1, 30 * 15);
        assertEquals(Duration.ZERO, limit.left());
    }

    @Test
    void earlierWaitsDoNotCount() {
        waited(1, 100);
        TimeLimit limit = limit();

        pass(30);
        waited(1, 104);

        assertEquals(Duration.ofSeconds(4), limit.left());
    }

    @Test
    void theThreadThatHasWaitedLongestCounts() {
        TimeLimit limit = limit();

        pass(30);
        waited(1, 2);
        waited(2, 5);
        waited(3, 4);

        assertEquals(Duration.ofSeconds(5), limit.left());
    }

    @Test
    void noProcessGainsMoreTimeThanHasPassed() {
        TimeLimit limit = limit();

        pass(40);
        waited(1, 1000);

        assertEquals(HALF_A_MINUTE, limit.left());
    }

    @Test
    void theNextCheckIsNeverDueAtOnce() {
        TimeLimit limit = limit();

        pass(30);
        waited(1, 1e-9);

        assertEquals(Duration.ofMillis(10), limit.left());
    }

    private TimeLimit limit() {
        return new TimeLimit(HALF_A_MINUTE, clock, () -> Map.copyOf(waits));
    }

    private void pass(long seconds) {
        // In steps that are short enough for the clock to count them.
        for (long i = 0; i < seconds; i++) {
            now.addAndGet(TimeUnit.SECONDS.toNanos(1));
            var _ = clock.nanos();
        }
    }

    private void waited(long thread, double seconds) {
        waits.put(thread, Math.round(seconds * TimeUnit.SECONDS.toNanos(1)));
    }
}
