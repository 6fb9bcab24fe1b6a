package org.sempool.bench;

import java.util.Arrays;
import java.util.List;

/**
 * How long single jobs took.
 *
 * @param nanos at each of {@link #PERCENTILES}
 */
record RoundTrips(List<Long> nanos) {
    /** The last is the longest of all. */
    static final List<Double> PERCENTILES =
            List.of(10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 100.0);

    RoundTrips {
        if (nanos.size() != PERCENTILES.size()) {
            throw new IllegalArgumentException(
                    "nanos=" + nanos + " for the percentiles " + PERCENTILES);
        }
        nanos = List.copyOf(nanos);
    }

    static RoundTrips of(long[] nanos) {
        return new RoundTrips(Arrays.stream(nanos).boxed().toList());
    }

    long at(double percentile) {
        return nanos.get(PERCENTILES.indexOf(percentile));
    }

    /** The median of several rounds, at each percentile. */
    static RoundTrips medians(List<RoundTrips> rounds) {
        return new RoundTrips(
                PERCENTILES.stream()
                        .map(
                                percentile ->
                                        rounds.stream()
                                                .map(round -> round.at(percentile))
                                                .sorted()
                                                .toList()
                                                .get(rounds.size() / 2))
                        .toList());
    }
}
