package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;

/**
 * Specifies that factoring gives the right results with any number of workers, slots and semaphore.
 */
@Timeout(300)
final class FactorIT {
    private static final Path NUMBERS = PoolScript.ROOT.resolve("examples/data/numbers.txt");

    @TempDir private Path directory;

    @AfterEach
    void nothingIsLeft() {
        SharedMemory.awaitNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4096, futex, --unordered",
        "2, 1, posix, ''",
        "16, 4096, futex, ''",
        "2, 4096, polling, --unordered",
        "4, 1, polling, ''",
        "2, 7, posix, --unordered"
    })
    void factorsAsCoreutilsDoes(String workers, String queue, String semaphore, String ordering)
            throws Exception {
        List<String> expected = Coreutils.factor(NUMBERS);
        List<String> args =
                new ArrayList<>(
                        List.of("submit", "factor", NUMBERS.toString(), "--workers", workers));
        args.addAll(List.of("--queue", queue, "--semaphore", semaphore));
        if (!ordering.isEmpty()) {
            args.add(ordering);
        }

        Result result = pool().run(args.toArray(new String[0]));

        List<String> lines = result.out().lines().toList();
        if (ordering.isEmpty()) {
            assertEquals(expected, lines);
        } else {
            assertEquals(sorted(expected), sorted(lines));
        }
        int count = expected.size();
        assertTrue(
                result.err().contains("pool: " + count + " jobs in ")
                        && result.err().contains(", 0 failed."),
                result.err());
        assertEquals(0, result.code());
    }

    private PoolScript pool() {
        return new PoolScript(directory);
    }

    private static String sorted(List<String> lines) {
        return lines.stream().sorted().collect(Collectors.joining("\n"));
    }
}
