package org.sempool.cli;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A job that a worker has.
 *
 * @param input its place and line, or whatever is known of it
 * @param running for how long; zero if that is not known
 */
record RunningJob(String input, Duration running) {
    private static final int MOST_NAMED = 3;

    /** The longest first. */
    static List<RunningJob> sorted(List<RunningJob> jobs) {
        return jobs.stream().sorted(Comparator.comparing(RunningJob::running).reversed()).toList();
    }

    /** The first few in words. */
    static String list(List<RunningJob> jobs) {
        String named =
                jobs.stream()
                        .limit(MOST_NAMED)
                        .map(RunningJob::describe)
                        .collect(Collectors.joining(", "));
        int more = jobs.size() - MOST_NAMED;
        return more > 0 ? named + " and " + more + " more" : named;
    }

    private String describe() {
        return running.isZero() ? input : input + " for " + Words.span(running);
    }
}
