package org.sempool.chronicle;

import java.nio.file.Path;

/** The names of the files in a pool's directory. */
final class PoolFiles {
    static final String JOBS = "jobs";
    private static final String RESULTS = "results-";

    private PoolFiles() {}

    static Path jobs(Path directory) {
        return directory.resolve(JOBS);
    }

    static Path results(Path directory, int worker, int life) {
        return directory.resolve(RESULTS + worker + "-" + life);
    }

    /** Whether this is a directory with a worker's results. */
    static boolean isResults(Path child) {
        return String.valueOf(child.getFileName()).startsWith(RESULTS);
    }
}
