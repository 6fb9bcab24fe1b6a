package org.sempool.coordinator;

/**
 * How many jobs a stream keeps under way: enough to keep the workers busy, and not many more, since
 * their work is lost if the reader stops.
 *
 * <p>While long jobs run, one more waits for each worker. Short ones end before the stream has
 * submitted others, so as many wait as the workers do in {@link #AHEAD_NANOS}. The length of jobs
 * is measured whenever the stream has to wait for a result; if it does not have to, enough are
 * under way. All jobs of the pool count, since they share the workers.
 *
 * <p>Belongs to one thread.
 */
final class StreamWindow {
    private static final long AHEAD_NANOS = 20_000_000;
    private static final int JOBS_PER_LONG_JOB = 2;

    /** After so many results, earlier measurements count half. */
    private static final long MEMORY = 32;

    private final int workers;
    private final int min;
    private final int max;
    private int size;
    private double waitedNanos;
    private double handled;

    StreamWindow(int workers, int slots) {
        this.workers = workers;
        this.min = Math.min(JOBS_PER_LONG_JOB * workers, slots);
        // A worker frees its job's slot a moment after it publishes the result.
        this.max = Math.max(min, slots - workers);
        this.size = min;
    }

    /** How many jobs may be under way. */
    int size() {
        return size;
    }

    /**
     * The stream has waited for a result.
     *
     * @param nanos for how long
     * @param results how many results the pool has handled in that time, including other streams'
     */
    void waited(long nanos, long results) {
        waitedNanos += Math.max(nanos, 1);
        handled += Math.max(results, 1);
        double nanosPerJob = waitedNanos / handled * workers;
        double ahead = AHEAD_NANOS / nanosPerJob;
        double wanted = workers * (JOBS_PER_LONG_JOB + ahead);
        // At most double: the first job may have been short by chance.
        size = (int) Math.clamp(Math.min(wanted, 2.0 * size), min, max);
        if (handled >= MEMORY) {
            waitedNanos /= 2;
            handled /= 2;
        }
    }
}
