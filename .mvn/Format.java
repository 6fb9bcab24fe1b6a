import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks the format of every Java file below the working directory; with the argument {@code apply}
 * formats the files.
 *
 * <p>The build runs it on the JDK that it selected. A Maven plugin would parse our sources with the
 * JDK that Maven itself runs on, which may be an older one that does not know today's syntax.
 */
final class Format {
    public static void main(String[] args) throws IOException, FormatterException {
        boolean apply = List.of(args).contains("apply");
        Formatter formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> wrong = new ArrayList<>();
        for (Path file : javaFiles()) {
            String source = Files.readString(file);
            String formatted =
                    formatter.formatSource(
                            ImportOrderer.reorderImports(
                                    RemoveUnusedImports.removeUnusedImports(source),
                                    JavaFormatterOptions.Style.GOOGLE));
            if (formatted.equals(source)) {
                continue;
            }
            if (apply) {
                Files.writeString(file, formatted);
            } else {
                wrong.add(file);
            }
        }
        if (!wrong.isEmpty()) {
            wrong.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println("Run 'mvn validate -Pformat' to format the sources.");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles() throws IOException {
        try (var files = Files.walk(Path.of(""))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("target/"))
                    .sorted()
                    .toList();
        }
    }
}
