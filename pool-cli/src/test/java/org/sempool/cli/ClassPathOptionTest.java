package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Specifies the entries of {@code --classpath}. */
final class ClassPathOptionTest {
    @TempDir Path directory;

    @Command
    static final class Any {
        @CommandLine.Mixin ClassPathOption classPath = new ClassPathOption();
    }

    @Test
    void aStarMeansAllJarsOfItsDirectory() throws Exception {
        Path b = Files.createFile(directory.resolve("b.jar"));
        Path a = Files.createFile(directory.resolve("a b.JAR"));
        Files.createFile(directory.resolve("c.txt"));

        assertEquals(List.of(a, b, directory), entries(directory + "/*:" + directory));
    }

    @Test
    void aMissingEntryIsNamed() {
        for (String missing : new String[] {"none", "none/*"}) {
            assertEquals(
                    "--classpath: there is no " + directory + "/none",
                    assertThrows(UsageException.class, () -> entries(directory + "/" + missing))
                            .getMessage());
        }
    }

    private static List<Path> entries(String argument) {
        Any any = new Any();
        var _ = new CommandLine(any).parseArgs("-cp", argument);
        return any.classPath.entries();
    }
}
