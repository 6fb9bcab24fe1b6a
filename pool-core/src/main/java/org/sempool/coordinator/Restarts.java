package org.sempool.coordinator;

import java.time.Duration;
import java.util.BitSet;

/**
 * When to replace a worker that has ended: at once, unless several in a row failed. Then the pause
 * grows each time (exponential backoff), and if no worker succeeds, the pool gives up. A worker
 * that was ended from outside says nothing about the next one, so its pause stays short: it only
 * keeps kills and restarts from using the whole machine.
 *
 * <p>A worker failed if it was never ready, or if it ended soon after that without having begun a
 * job.
 *
 * <p>Belongs to one thread.
 */
final class Restarts {
    private static final int ALL = 0;
    private static final int MAX_FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    private static final Duration MAX_PAUSE_AFTER_OUTSIDE_END = Duration.ofSeconds(1);

    /** How many workers in a row failed, for each number, and at 0 for all of them. */
    private final int[] failures;

    /** The numbers whose last worker was ended from outside. */
    private final BitSet endedFromOutside = new BitSet();

    Restarts(int workers) {
        this.failures = new int[workers + 1];
    }

    /** This worker has succeeded. */
    void succeeded(int worker) {
        failures[worker] = 0;
        failures[ALL] = 0;
    }

    /**
     * This worker has failed.
     *
     * @param byItself whether it was not ended from outside
     */
    void failed(int worker, boolean byItself) {
        failures[worker]++;
        endedFromOutside.set(worker, !byItself);
        if (byItself) {
            failures[ALL]++;
        }
    }

    /** How long to wait before the next worker of this number is started. */
    Duration pause(int worker) {
        int failed = failures[worker];
        if (failed <= 1) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failed - 2, 20));
        Duration longest = endedFromOutside.get(worker) ? MAX_PAUSE_AFTER_OUTSIDE_END : MAX_PAUSE;
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** Whether to give up if no worker is ready now. */
    boolean hopeless() {
        return failures[ALL] >= MAX_FAILURES;
    }
}
