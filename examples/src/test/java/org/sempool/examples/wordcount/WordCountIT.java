package org.sempool.examples.wordcount;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sempool.JobContext;
import org.sempool.examples.Shell;

/** Specifies that words are counted as by the commands of the shell. */
final class WordCountIT {
    private static final Path RAVEN = Path.of("data/raven.txt");

    @Test
    void aLineIsMapped() {
        assertEquals(
                "a=1 rapping=2 tis=1",
                new WordCount().handle("'Tis a rapping, RAPPING", JobContext.of(1, 1, 1)));
        assertEquals("", new WordCount().handle(" -- ", JobContext.of(1, 1, 1)));
    }

    @Test
    void countsAsTheCommandsOfTheShellDo() throws Exception {
        TreeMap<String, Long> expected =
                Shell.lines(
                                "tr A-Z a-z < \"$1\" | tr -cs a-z '\\n' | grep . | sort | uniq -c",
                                RAVEN.toString())
                        .stream()
                        .map(line -> line.strip().split(" ", -1))
                        .collect(
                                Collectors.toMap(
                                        words -> words[1],
                                        words -> Long.valueOf(words[0]),
                                        Long::sum,
                                        TreeMap::new));

        assertEquals(expected, new TreeMap<>(Main.count(RAVEN)));
        assertEquals(11, expected.get("nevermore"));
    }
}
