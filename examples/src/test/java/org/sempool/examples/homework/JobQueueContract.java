package org.sempool.examples.homework;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Specifies what every queue between threads does. */
@Timeout(60)
public abstract class JobQueueContract {
    private static final int CAPACITY = 4;

    /** Creates an empty queue. */
    protected abstract <T> JobQueue<T> queue(int capacity);

    @Test
    void itemsAreTakenInTheOrderOfPuts() throws InterruptedException {
        JobQueue<Integer> queue = queue(CAPACITY);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < CAPACITY; i++) {
                queue.put(i);
            }
            for (int i = 0; i < CAPACITY; i++) {
                assertEquals(i, queue.take());
            }
        }
    }

    @Test
    void aTakerWaitsForAnItem() throws InterruptedException {
        JobQueue<String> queue = queue(CAPACITY);
        List<String> taken = new ArrayList<>();
        Thread taker = Threads.start("taker", () -> taken.add(queue.take()));
        awaitWaiting(taker);

        queue.put("late");

        taker.join();
        assertEquals(List.of("late"), taken);
    }

    @Test
    void aPutterWaitsForRoom() throws InterruptedException {
        JobQueue<Integer> queue = queue(1);
        queue.put(1);
        Thread putter = Threads.start("putter", () -> queue.put(2));
        awaitWaiting(putter);

        assertEquals(1, queue.take());

        putter.join();
        assertEquals(2, queue.take());
    }

    @Test
    void anInterruptedThreadTakesNothing() throws InterruptedException {
        JobQueue<Integer> queue = queue(1);
        Thread taker = Threads.start("taker", queue::take);
        awaitWaiting(taker);

        taker.interrupt();
        taker.join();

        queue.put(1);
        Thread putter = Threads.start("putter", () -> queue.put(2));
        awaitWaiting(putter);
        putter.interrupt();
        putter.join();
        assertEquals(1, queue.take());
        queue.put(3);
        assertEquals(3, queue.take());
    }

    @Test
    void manyPuttersAndTakersLoseNothing() throws InterruptedException {
        int each = 20_000;
        int threads = 4;
        JobQueue<Integer> queue = queue(CAPACITY);
        List<Thread> putters = new ArrayList<>();
        List<Thread> takers = new ArrayList<>();
        long[] sums = new long[threads];
        for (int i = 0; i < threads; i++) {
            int number = i;
            putters.add(
                    Threads.start(
                            "putter",
                            () -> {
                                for (int k = 0; k < each; k++) {
                                    queue.put(number * each + k);
                                }
                            }));
            takers.add(
                    Threads.start(
                            "taker",
                            () -> {
                                for (int k = 0; k < each; k++) {
                                    sums[number] += queue.take();
                                }
                            }));
        }
        for (Thread thread : putters) {
            thread.join();
        }
        for (Thread thread : takers) {
            thread.join();
        }

        long all = (long) threads * each;
        assertEquals(all * (all - 1) / 2, Arrays.stream(sums).sum());
    }

    @Test
    void theHomeworkIsDoneAndAllThreadsEnd() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arguments arguments = Arguments.parse("3", "1000000000000000000000", "30");

        FactorThreads.run(
                arguments,
                this.<BigInteger>queue(CAPACITY),
                this.<String>queue(CAPACITY),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals("Factored 30 / 30 numbers.", lines.getLast());
        assertEquals(
                arguments.numbers().map(PrimeFactors::line).sorted().toList(),
                lines.subList(0, 30).stream().sorted().toList());
        assertEquals(
                0,
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().matches("worker-\\d+|producer"))
                        .count());
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertEquals(true, thread.isAlive(), "it should wait");
            Thread.onSpinWait();
        }
    }
}
