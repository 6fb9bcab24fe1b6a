package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifies that the commands in the READMEs do what the READMEs show. */
@Timeout(300)
final class ReadmeIT {
    /** Commands, and the output shown below them, if any. */
    private static final Pattern COMMANDS =
            Pattern.compile("```sh\n(.*?)```(?:\n\n```\n(.*?)```)?", Pattern.DOTALL);

    /** Blocks that list commands rather than run them, and those that run Maven. */
    private static final Pattern NOT_TO_BE_RUN =
            Pattern.compile("HANDLER|mvn verify|mvn -q install");

    /** Files that the commands write to: copied, so that the sources do not change. */
    private static final List<String> COPIED = List.of("data", "template");

    @TempDir private Path directory;
    private Path project = Path.of("");

    /** The project, as links except for a few files. */
    @BeforeEach
    void makeCopy() throws IOException {
        project = Files.createDirectory(directory.resolve("project"));
        linkChildren(PoolScript.ROOT, project, List.of("examples", "target"));
        Path examples = Files.createDirectory(project.resolve("examples"));
        linkChildren(PoolScript.ROOT.resolve("examples"), examples, COPIED);
        for (String name : COPIED) {
            copy(PoolScript.ROOT.resolve("examples").resolve(name), examples.resolve(name));
        }
    }

    private static void linkChildren(Path from, Path to, List<String> butFor) throws IOException {
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                if (!butFor.contains(child.getFileName().toString())) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.filter(Files::isRegularFile).toList()) {
                Files.copy(child, to.resolve(child.getFileName()));
            }
        }
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        SharedMemory.awaitNothingLeft();
        try (Stream<Path> files = Files.walk(project)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // README, least number of commands, exit code
        "README.md, 1, 0",
        "pool-cli/README.md, 1, 0",
        "examples/README.md, 18, 0",
        "examples/exercises/README.md, 1, 1"
    })
    void theCommandsDoWhatTheReadmeShows(String readme, int least, int code) throws Exception {
        Matcher blocks = COMMANDS.matcher(Files.readString(PoolScript.ROOT.resolve(readme)));
        int count = 0;
        while (blocks.find()) {
            String command = blocks.group(1);
            if (NOT_TO_BE_RUN.matcher(command).find()) {
                continue;
            }
            Path err = directory.resolve("err");
            ProcessBuilder builder =
                    new ProcessBuilder("sh", "-e", "-c", command)
                            .directory(project.toFile())
                            .redirectError(err.toFile());
            builder.environment().put("JDK_JAVA_OPTIONS", PoolScript.SHORT_LIVED);
            Process process = builder.start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(code, process.waitFor(), () -> command + out + read(err));
            if (blocks.group(2) != null) {
                assertShown(blocks.group(2), out);
            } else if (command.contains("submit factor") && !command.contains(" > ")) {
                Path numbers = project.resolve("examples/data/numbers.txt");
                assertEquals(Coreutils.factor(numbers), out.lines().toList());
            }
            count++;
        }
        assertTrue(count >= least, "" + count);
    }

    /** Three dots stand for omitted lines. */
    private static void assertShown(String shown, String out) {
        String pattern =
                shown.lines()
                        .map(line -> line.equals("...") ? "(?s:.*)" : Pattern.quote(line) + "\n")
                        .collect(Collectors.joining());
        if (!out.matches(pattern)) {
            assertEquals(shown, out);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
