package org.sempool.executor;

import java.util.concurrent.TimeUnit;

/**
 * A point in time, or never.
 *
 * @param at by {@link System#nanoTime}
 */
record Deadline(long at) {
    static final long FOREVER = Long.MAX_VALUE;

    /** A point in time at least 292 years away. */
    static Deadline never() {
        return new Deadline(System.nanoTime() + FOREVER);
    }

    /** A timeout from now; a negative one is over at once. */
    static Deadline in(long timeout, TimeUnit unit) {
        return new Deadline(System.nanoTime() + Math.max(0, unit.toNanos(timeout)));
    }

    /** The nanoseconds that are left; zero or less if it is over. */
    long left() {
        return at - System.nanoTime();
    }

    boolean isOver() {
        return left() <= 0;
    }
}
