package org.sempool.chronicle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is called how in a pool's directory. */
final class PoolFiles {
    private static final String RESULTS = "results-";

    private PoolFiles() {}

    static Path jobs(Path directory) {
        return directory.resolve("jobs");
    }

    static Path results(Path directory, int worker, int life) {
        return directory.resolve(RESULTS + worker + "-" + life);
    }

    /** Those of all workers. */
    static List<Path> allResults(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.filter(child -> child.getFileName().toString().startsWith(RESULTS))
                    .sorted()
                    .toList();
        }
    }
}
