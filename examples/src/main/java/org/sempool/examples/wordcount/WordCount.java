package org.sempool.examples.wordcount;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sempool.JobContext;
import org.sempool.LineHandler;

/**
 * Map: takes a line of text and returns how often each word occurs in it, as {@code word=count}
 * separated by blanks. A word consists of the letters a to z; upper case counts as lower case.
 */
public final class WordCount implements LineHandler {
    private static final Pattern WORD = Pattern.compile("[a-z]+");

    /** Called by the pool. */
    public WordCount() {}

    @Override
    public String name() {
        return "wordcount";
    }

    @Override
    public String description() {
        return "counts the words of a line of text";
    }

    @Override
    public String handle(String line, JobContext context) {
        Map<String, Long> counts =
                WORD.matcher(line.toLowerCase(Locale.ROOT))
                        .results()
                        .map(MatchResult::group)
                        .collect(
                                Collectors.groupingBy(
                                        word -> word, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }
}
