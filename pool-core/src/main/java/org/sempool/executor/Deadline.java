package org.sempool.executor;

import java.util.concurrent.TimeUnit;

/**
 * A point in time, or never.
 *
 * @param at by {@link System#nanoTime}
 */
record Deadline(long at) {
    static final long FOREVER = Long.MAX_VALUE;

    /** In 292 years, at the earliest. */
    static Deadline never() {
        return new Deadline(System.nanoTime() + FOREVER);
    }

    /** From now; at once if the timeout is negative. */
    static Deadline in(long timeout, TimeUnit unit) {
        return new Deadline(System.nanoTime() + Math.max(0, unit.toNanos(timeout)));
    }

    /** How long it is still, in nanoseconds; zero or less if it is over. */
    long left() {
        return at - System.nanoTime();
    }

    boolean isOver() {
        return left() <= 0;
    }
}
