package org.sempool.cli;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits a moment for others to go ahead.
 *
 * <p>A thread that sleeps until the next job is there has to be woken for each. One that looks
 * again after a rest finds many: at a million jobs a second, a hundred.
 */
final class ShortRest {
    private static final long FIRST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long ALL_NANOS = TimeUnit.MICROSECONDS.toNanos(800);

    private ShortRest() {}

    /**
     * Rests until the condition holds, but about a millisecond at most; returns whether it holds.
     */
    static boolean until(BooleanSupplier condition) {
        boolean holds = condition.getAsBoolean();
        for (long nanos = FIRST_NANOS; !holds && nanos < ALL_NANOS; nanos *= 2) {
            LockSupport.parkNanos(nanos);
            holds = condition.getAsBoolean();
        }
        return holds;
    }
}
