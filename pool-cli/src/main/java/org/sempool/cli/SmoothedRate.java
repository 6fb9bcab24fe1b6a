package org.sempool.cli;

/**
 * The rate of jobs in the last seconds: an exponentially weighted mean, over at least ten seconds
 * and over the time of about ten jobs, so that the ends of slow jobs do not make it jump.
 *
 * <p>Not thread-safe.
 */
final class SmoothedRate {
    private static final double LEAST_SECONDS = 10;
    private static final double LEAST_JOBS = 10;

    private double allJobs;
    private double allSeconds;
    private double jobs;
    private double seconds;

    /** So many jobs were done in the last seconds. */
    void add(long newJobs, double newSeconds) {
        allJobs += newJobs;
        allSeconds += newSeconds;
        double window =
                allJobs == 0
                        ? allSeconds + LEAST_SECONDS
                        : Math.max(LEAST_SECONDS, LEAST_JOBS * allSeconds / allJobs);
        double rest = Math.exp(-newSeconds / window);
        jobs = jobs * rest + newJobs;
        seconds = seconds * rest + newSeconds;
    }

    /** Zero as long as it is not known. */
    double perSecond() {
        return seconds == 0 ? 0 : jobs / seconds;
    }
}
