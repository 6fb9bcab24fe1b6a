package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sempool.wire.RemoteFailure;

/** A policy's pauses grow to a bound, and its condition decides. */
final class RetryPolicyTest {
    private static final RetryPolicy PLAIN = RetryPolicy.immediately();
    private final JobFailedException failure =
            new JobFailedException(RemoteFailure.of(new IllegalStateException("x")));

    @Test
    void pausesDoubleUpToTheLongest() {
        RetryPolicy policy = PLAIN.withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1));

        assertEquals(Duration.ofMillis(100), policy.pauseAfter(1));
        assertEquals(Duration.ofMillis(200), policy.pauseAfter(2));
        assertEquals(Duration.ofMillis(800), policy.pauseAfter(4));
        assertEquals(Duration.ofSeconds(1), policy.pauseAfter(5));
        assertEquals(Duration.ofSeconds(1), policy.pauseAfter(Integer.MAX_VALUE));
        Duration year = Duration.ofDays(365);
        assertEquals(year, PLAIN.withBackoff(year, year).pauseAfter(Integer.MAX_VALUE));
    }

    @Test
    void onlyThePlainPolicyIsImmediate() {
        assertTrue(PLAIN.isImmediate());
        assertEquals(Duration.ZERO, PLAIN.pauseAfter(3));
        assertFalse(PLAIN.withBackoff(Duration.ofNanos(1), Duration.ofNanos(1)).isImmediate());
        assertFalse(PLAIN.when(_ -> true).isImmediate());
    }

    @Test
    void theConditionDecides() {
        assertTrue(PLAIN.retries(failure));
        RetryPolicy never = PLAIN.when(_ -> false);
        assertFalse(never.retries(failure));
        assertFalse(never.withBackoff(Duration.ofMillis(1), Duration.ofMillis(1)).retries(failure));
    }

    @Test
    void badPausesAreRejected() {
        Duration one = Duration.ofSeconds(1);
        for (Duration bad : new Duration[] {Duration.ZERO, one.negated(), Duration.ofDays(366)}) {
            assertThrows(IllegalArgumentException.class, () -> PLAIN.withBackoff(bad, one));
            assertThrows(IllegalArgumentException.class, () -> PLAIN.withBackoff(one, bad));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> PLAIN.withBackoff(one, Duration.ofMillis(999)));
    }
}
