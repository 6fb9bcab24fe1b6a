package org.sempool.examples.step2ending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.PrimeFactors;
import org.sempool.examples.homework.Threads;

/** Specifies the three ways of step 2 to end workers, and its queue. */
@Timeout(60)
final class EndingTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"FORGOTTEN, 3", "NULL, 0", "CLOSED, 0"})
    void workersThatAreNotToldWaitForEver(Ending ending, int waiting) throws Exception {
        Arguments arguments = Arguments.parse("3", "60", "10");

        int found = Main.run(ending, arguments, new PrintStream(out, true, StandardCharsets.UTF_8));

        assertEquals(waiting, found);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertTrue(
                lines.containsAll(arguments.numbers().map(PrimeFactors::line).toList()),
                "" + lines);
        assertEquals(10 + Math.max(1, waiting), lines.size(), "" + lines);
    }

    @Test
    void aClosedQueueGivesItsItemsAndThenEmpty() throws Exception {
        ClosableQueue<String> queue = new ClosableQueue<>(2);
        queue.put("last");

        queue.close();

        assertEquals(Optional.of("last"), queue.take());
        assertEquals(Optional.empty(), queue.take());
        assertThrows(IllegalStateException.class, () -> queue.put("late"));
    }

    @Test
    void closingWakesEverySleeper() throws Exception {
        ClosableQueue<String> queue = new ClosableQueue<>(2);
        Queue<Optional<String>> taken = new ConcurrentLinkedQueue<>();
        List<Thread> takers =
                Stream.generate(() -> Threads.start("taker", () -> taken.add(queue.take())))
                        .limit(3)
                        .toList();
        for (Thread taker : takers) {
            while (taker.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
        }

        queue.close();

        for (Thread taker : takers) {
            taker.join();
        }
        assertEquals(Collections.nCopies(3, Optional.empty()), List.copyOf(taken));
    }
}
