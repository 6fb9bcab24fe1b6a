package org.sempool.bench;

import org.HdrHistogram.Histogram;

/** Times single jobs. */
final class Stopwatch {
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS);

    /** A job, from its submission to its result. */
    interface Job<E extends Exception> {
        void run() throws E;
    }

    <E extends Exception> void time(Job<E> job) throws E {
        long start = System.nanoTime();
        job.run();
        histogram.recordValue(System.nanoTime() - start);
    }

    RoundTrips result() {
        return new RoundTrips(
                RoundTrips.PERCENTILES.stream().map(histogram::getValueAtPercentile).toList());
    }
}
