package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The pool's clock counts only the time in which the pool could run. */
final class PoolClockTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final PoolClock clock = new PoolClock(() -> nowNanos());

    /** In milliseconds, from an origin near the largest long: a nano time may have any origin. */
    private long elapsed;

    @Test
    void itFollowsRealTime() {
        assertAfter(0, 0);
        assertAfter(700, 700);
        assertAfter(900, 1600);
    }

    @Test
    void itStandsStillWhileItIsSuspended() {
        assertAfter(10, 10);
        elapsed += 5;
        clock.suspend();
        assertAfter(500, 15);
        assertAfter(60_000, 15);

        clock.resume();

        assertAfter(0, 15);
        assertAfter(7, 22);
    }

    @Test
    void aPauseOfTheProcessCountsAsOneSecond() {
        assertAfter(3_600_000, 1000);
        assertAfter(10, 1010);
    }

    private void assertAfter(long millis, long expected) {
        elapsed += millis;
        assertEquals(expected * MILLI, clock.nanos());
    }

    private long nowNanos() {
        return Long.MAX_VALUE - 5 * MILLI + elapsed * MILLI;
    }
}
