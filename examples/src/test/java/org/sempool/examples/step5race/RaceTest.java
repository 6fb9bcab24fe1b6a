package org.sempool.examples.step5race;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.examples.homework.Threads;

/** Specifies the hole of step 5, and that claims close it. */
@Timeout(60)
final class RaceTest {
    @Test
    void theOrderThatLosesAnItemIsForced() throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            List<String> lines = run();

            assertEquals(1, lines.stream().filter(line -> line.endsWith("an empty slot")).count());
            assertEquals("  C is let in, and takes: an empty slot", lines.get(4));
            assertEquals("  C is let in, and takes: b", lines.get(11));
            assertEquals("  C takes: a", lines.getLast());
        }
    }

    @Test
    void withClaimsManyPuttersLoseNothing() throws InterruptedException {
        int each = 10_000;
        ClaimQueue<Integer> queue = new ClaimQueue<>(3);
        List<@Nullable Integer> taken = new ArrayList<>();
        List<Thread> putters =
                IntStream.range(0, 3)
                        .mapToObj(number -> Threads.start("putter", () -> put(queue, each)))
                        .toList();

        for (int i = 0; i < 3 * each; i++) {
            taken.add(queue.take());
        }

        for (Thread putter : putters) {
            putter.join();
        }
        assertEquals(
                3L * each * (each - 1) / 2,
                taken.stream().mapToLong(value -> Objects.requireNonNull(value)).sum());
    }

    private static void put(ClaimQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i, () -> {});
        }
    }

    private static List<String> run() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
