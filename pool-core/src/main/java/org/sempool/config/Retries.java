package org.sempool.config;

/**
 * How often a job is attempted.
 *
 * @param attempts how often at most; each ends with its worker's death or what its handler throws
 * @param ofFailures whether a job is also retried when its handler throws
 * @param byCoordinator whether the coordinator decides about such retries; otherwise workers put
 *     the jobs back at once
 */
public record Retries(int attempts, boolean ofFailures, boolean byCoordinator) {
    /**
     * Checks them.
     *
     * @throws IllegalArgumentException if they are out of range or contradict each other
     */
    public Retries {
        Check.that(attempts >= 1, "attempts", attempts, "1 or more");
        if (ofFailures && attempts == 1) {
            throw new IllegalArgumentException(
                    "attempts=1 leaves none for retryFailures; raise it, or leave one of them out");
        }
    }

    /** The attempts that a worker gives a handler which throws. */
    public int attemptsOfHandler() {
        return attemptsOfHandler(attempts);
    }

    /** The same for a job that has attempts of its own. */
    public int attemptsOfHandler(int own) {
        return ofFailures && !byCoordinator ? own : 1;
    }
}
