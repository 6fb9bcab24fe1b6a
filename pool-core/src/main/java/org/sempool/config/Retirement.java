package org.sempool.config;

/**
 * When a worker is replaced with a new one.
 *
 * @param maxJobs the number of jobs after which a worker is replaced, or {@link #NEVER}
 * @param maxMemory the resident memory at which a worker is replaced, in bytes, or {@link #NEVER}
 */
public record Retirement(long maxJobs, long maxMemory) {
    /** No bound. */
    public static final long NEVER = Long.MAX_VALUE;

    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Retirement {
        Check.that(maxJobs >= 1, "maxJobsPerWorker", maxJobs, "1 or more");
        Check.that(maxMemory >= 1, "maxMemoryPerWorker", maxMemory, "1 or more");
    }

    /** Whether a worker with this much resident memory, in bytes, is to be replaced. */
    public boolean isTooLarge(long memory) {
        return memory >= maxMemory;
    }

    /** Whether memory is bounded at all. */
    public boolean boundsMemory() {
        return maxMemory != NEVER;
    }
}
