package org.sempool.config;

/**
 * How often a job is tried.
 *
 * @param attempts how many workers may die over a job before it fails
 * @param ofFailures whether a job that its handler failed is tried again, too
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

    /** How often a handler may fail a job before the job fails. */
    public int attemptsOfHandler() {
        return ofFailures ? attempts : 1;
    }
}
