package org.sempool.chronicle;

import java.nio.file.Path;

/** What is called how in a pool's directory. */
final class PoolFiles {
    private PoolFiles() {}

    static Path jobs(Path directory) {
        return directory.resolve("jobs");
    }

    static Path results(Path directory, int worker, int life) {
        return directory.resolve("results-" + worker + "-" + life);
    }
}
