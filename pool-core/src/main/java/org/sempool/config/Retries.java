package org.sempool.config;

/**
 * How often a job is attempted.
 *
 * @param attempts how many workers may die over a job before it fails
 * @param ofFailures whether a job is also retried when its handler throws
 */
public record Retries(int attempts, boolean ofFailures) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if they are out of range or contradict each other
     */
    public Retries {
        Check.range("attempts", attempts, 1, Integer.MAX_VALUE);
        if (ofFailures && attempts == 1) {
            throw new IllegalArgumentException(
                    "attempts=1 leaves none for retryFailures; raise it, or leave one of them out");
        }
    }

    /** How often a handler may throw before its job fails. */
    public int attemptsOfHandler() {
        return ofFailures ? attempts : 1;
    }
}
