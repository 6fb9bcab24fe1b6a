package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the READMEs show is what happens. */
@Timeout(300)
final class ReadmeIT {
    private static final Path NUMBERS = PoolScript.ROOT.resolve("examples/data/numbers.txt");

    /** A run of the pool or of an example, and the output that is shown below it, if any. */
    private static final Pattern COMMANDS =
            Pattern.compile(
                    "```sh\n((?:pool-cli/bin/pool submit|examples/run) [a-z].*?)```"
                            + "(?:\n\n```\n(.*?)```)?",
                    Pattern.DOTALL);

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    /** Each command of each README that can be run as it stands. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "examples/README.md"})
    void theCommandsOfTheReadmesWork(String readme) throws Exception {
        Matcher blocks = COMMANDS.matcher(Files.readString(PoolScript.ROOT.resolve(readme)));
        int count = 0;
        while (blocks.find()) {
            Path script = Files.writeString(directory.resolve("command.sh"), blocks.group(1));
            Process process =
                    new ProcessBuilder("sh", "-e", script.toString())
                            .directory(PoolScript.ROOT.toFile())
                            .redirectError(directory.resolve("err").toFile())
                            .start();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), Files.readString(directory.resolve("err")));
            if (blocks.group(2) != null) {
                assertEquals(blocks.group(2), out);
            } else if (blocks.group(1).contains("numbers.txt")) {
                assertEquals(Coreutils.factor(NUMBERS), out.lines().toList());
            }
            count++;
        }
        assertTrue(count >= 1);
    }
}
