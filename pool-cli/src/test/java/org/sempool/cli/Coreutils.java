package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Programs whose output is known to be right. */
final class Coreutils {
    private static final Path FACTOR = Path.of("/usr/bin/factor");

    private Coreutils() {}

    /** What factor prints for each line of a file. Without it, the test is skipped. */
    static List<String> factor(Path numbers) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(FACTOR), "needs coreutils");
        Process process =
                new ProcessBuilder(FACTOR.toString()).redirectInput(numbers.toFile()).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return out.lines().toList();
    }
}
