package org.sempool.examples.wordcount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.sempool.WorkerPool;
import org.sempool.examples.homework.Usage;

/** Counts each word of a text: the pool maps, and this process reduces. */
public final class Main {
    private Main() {}

    /**
     * Prints each word after its count, the most frequent first.
     *
     * @param args a text file, in UTF-8
     * @throws IOException if it cannot be read
     */
    public static void main(String[] args) throws IOException {
        Path text = Usage.orExit(() -> file(args));
        count(text).entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> System.out.println(entry.getValue() + " " + entry.getKey()));
    }

    static Map<String, Long> count(Path text) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        try (WorkerPool<String, String> pool = WorkerPool.builder(WordCount.class).build();
                Stream<String> lines = Files.lines(text);
                Stream<String> mapped = pool.streamUnordered(lines)) {
            mapped.forEach(line -> reduce(line, counts));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return counts;
    }

    private static Path file(String[] args) {
        if (args.length != 1 || !Files.isReadable(Path.of(args[0]))) {
            throw new IllegalArgumentException(
                    "usage: FILE, a text file, such as examples/data/raven.txt; not "
                            + String.join(" ", args));
        }
        return Path.of(args[0]);
    }

    private static void reduce(String line, Map<String, Long> counts) {
        for (String pair : line.split(" ", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                counts.merge(
                        pair.substring(0, equals),
                        Long.valueOf(pair.substring(equals + 1)),
                        Long::sum);
            }
        }
    }
}
