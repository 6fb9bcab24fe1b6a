package org.sempool.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * All results.
 *
 * @param jobs of the contenders, setting by setting
 * @param lines of the command and what it is compared with, by the length of the lines
 */
public record Figures(List<Measurement> jobs, List<LinesMeasurement> lines) {
    /** Copies the lists. */
    public Figures {
        jobs = List.copyOf(jobs);
        lines = List.copyOf(lines);
    }

    /**
     * All of them.
     *
     * @return measurements of both kinds
     */
    public List<Object> all() {
        return Stream.concat(jobs.stream(), lines.stream()).map(Object.class::cast).toList();
    }
}
