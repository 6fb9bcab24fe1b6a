package org.sempool.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Specifies that each Java snippet on the pages for users is compiled, in an example. */
final class ReadmeTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @Test
    void everyJavaSnippetIsCompiled() throws IOException {
        List<String> sources = sources();
        String pages =
                Files.readString(Path.of("../README.md"))
                        + Files.readString(Path.of("../docs/embedding.md"));
        Matcher snippets = SNIPPET.matcher(pages);
        int count = 0;
        while (snippets.find()) {
            if (snippets.group(1).startsWith("import ")) {
                // A whole program: the test of the installation runs it.
                continue;
            }
            String snippet = normalise(snippets.group(1));
            assertTrue(
                    sources.stream().anyMatch(source -> source.contains(snippet)),
                    "no class has: " + snippet);
            count++;
        }
        assertTrue(count >= 4, "the pages have snippets");
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ReadmeTest::read)
                    .map(ReadmeTest::normalise)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Removes the layout, which the formatter decides, constructors and Javadoc. */
    private static String normalise(String java) {
        return java.replaceAll("/\\*\\* Called by the pool. \\*/\\s+public \\w+\\(\\) \\{}", "")
                .replaceAll("(?s)/\\*\\*.*?\\*/", "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "))
                .replaceAll("\\s+", "")
                .strip();
    }
}
