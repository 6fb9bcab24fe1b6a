package org.sempool.coordinator;

import java.time.Duration;
import java.util.BitSet;

/**
 * When to start a worker in the place of one that has ended: at once, unless several in a row came
 * to nothing. Then it takes longer each time (exponential backoff), and once no worker gets
 * anywhere, the pool gives up. If somebody outside ends them, nothing follows from that for the
 * next one, and the wait is a short one: it only keeps the two from taking all of the machine.
 *
 * <p>A worker came to nothing if it was never ready, or if it ended soon after that without having
 * done or begun any job.
 *
 * <p>Belongs to one thread.
 */
final class Restarts {
    private static final int ALL = 0;
    private static final int MOST_FAILURES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE_AFTER_OUTSIDER = Duration.ofSeconds(1);

    /** How many workers in a row came to nothing, for each number, and at 0 for all of them. */
    private final int[] failures;

    /** The numbers whose last worker was ended by somebody outside. */
    private final BitSet endedByOutsider = new BitSet();

    Restarts(int workers) {
        this.failures = new int[workers + 1];
    }

    /** This worker has come to something. */
    void succeeded(int worker) {
        failures[worker] = 0;
        failures[ALL] = 0;
    }

    /**
     * This worker has come to nothing.
     *
     * @param byItself whether it was not somebody outside who ended it
     */
    void failed(int worker, boolean byItself) {
        failures[worker]++;
        endedByOutsider.set(worker, !byItself);
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
        Duration longest =
                endedByOutsider.get(worker) ? LONGEST_PAUSE_AFTER_OUTSIDER : LONGEST_PAUSE;
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** Whether to give up if no worker is there at the moment. */
    boolean hopeless() {
        return failures[ALL] >= MOST_FAILURES;
    }
}
