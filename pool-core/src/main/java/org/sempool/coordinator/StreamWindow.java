package org.sempool.coordinator;

/**
 * How many jobs a stream keeps under way: enough to keep the workers busy, and not much more, for
 * all of it is lost when nobody reads on.
 *
 * <p>While long jobs run, one more waits for each worker. Short ones are gone before the stream has
 * submitted others, so as many wait as the workers do in {@link #AHEAD_NANOS}. How long jobs take
 * is measured whenever the stream has to wait for a result: if it does not, it has enough under
 * way. All jobs of the pool count, since the workers share their time among all.
 *
 * <p>Belongs to one thread.
 */
final class StreamWindow {
    private static final long AHEAD_NANOS = 20_000_000;
    private static final int JOBS_PER_LONG_JOB = 2;

    /** After so many results what was measured before them counts half. */
    private static final long MEMORY = 32;

    private final int workers;
    private final int least;
    private final int most;
    private int size;
    private double waitedNanos;
    private double delivered;

    StreamWindow(int workers, int slots) {
        this.workers = workers;
        this.least = Math.min(JOBS_PER_LONG_JOB * workers, slots);
        // A worker frees its job's slot a moment after the result.
        this.most = Math.max(least, slots - workers);
        this.size = least;
    }

    /** How many jobs may be under way. */
    int size() {
        return size;
    }

    /**
     * The stream has waited for a result.
     *
     * @param nanos for how long
     * @param results how many results the pool has delivered in that time, to anybody
     */
    void waited(long nanos, long results) {
        waitedNanos += Math.max(nanos, 1);
        delivered += Math.max(results, 1);
        double nanosPerJob = waitedNanos / delivered * workers;
        double ahead = AHEAD_NANOS / nanosPerJob;
        double wanted = workers * (JOBS_PER_LONG_JOB + ahead);
        // Step by step: the first job may have been a short one by chance.
        size = (int) Math.clamp(Math.min(wanted, 2.0 * size), least, most);
        if (delivered >= MEMORY) {
            waitedNanos /= 2;
            delivered /= 2;
        }
    }
}
