package org.sempool.examples.exercise2timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sempool.examples.grading.Actor;

/** Specifies exercise 2, a queue whose taker waits for a limited time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TimedQueueTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofDays(1);

    @Test
    @Order(1)
    void anItemIsTakenEvenWithoutPatience() throws Exception {
        TimedQueue<String> queue = new TimedQueue<>(4);
        queue.put("a");
        queue.put("b");
        queue.put("c");

        assertEquals(Optional.of("a"), take(queue, LONG));
        assertEquals(Optional.of("b"), take(queue, Duration.ZERO));
        assertEquals(Optional.of("c"), take(queue, Duration.ofSeconds(-1)));
    }

    @Test
    @Order(2)
    void aTakerFromAnEmptyQueueGivesUpOnlyAfterItsPatience() {
        TimedQueue<String> queue = new TimedQueue<>(4);

        long begin = System.nanoTime();
        Optional<String> taken = take(queue, SHORT);
        Duration waited = Duration.ofNanos(System.nanoTime() - begin);

        assertEquals(Optional.empty(), taken);
        assertTrue(waited.compareTo(SHORT) >= 0, "gave up after " + waited + " of " + SHORT);
        assertEquals(Optional.empty(), take(queue, Duration.ZERO));
        assertEquals(Optional.empty(), take(queue, Duration.ofSeconds(-1)));
    }

    @Test
    @Order(3)
    void anItemThatComesInTimeIsTaken() throws Exception {
        TimedQueue<String> queue = new TimedQueue<>(4);
        Actor<Optional<String>> taker =
                Actor.start("take()", () -> queue.take(LONG)).awaitWaiting("the queue is empty");

        queue.put("in time");

        assertEquals(Optional.of("in time"), taker.result("there is an item now"));
    }

    @Test
    @Order(4)
    void aTakerThatGivesUpAtTheMutexLeavesTheItemToOthers() throws Exception {
        Semaphore mutex = new Semaphore(1);
        TimedQueue<String> queue = new TimedQueue<>(new Semaphore(4), new Semaphore(0), mutex);
        queue.put("a");
        mutex.acquire();

        assertEquals(Optional.empty(), take(queue, SHORT), "another thread has the mutex");
        mutex.release();

        assertEquals(
                Optional.of("a"),
                take(queue, Duration.ofSeconds(5)),
                "a taker that gives up must give back its permit");
    }

    @Test
    @Order(5)
    void thePatienceCoversBothWaits() {
        Duration patience = Duration.ofSeconds(5);
        SlowSemaphore osem = new SlowSemaphore();
        AskedSemaphore mutex = new AskedSemaphore();
        TimedQueue<String> queue = new TimedQueue<>(new Semaphore(4), osem, mutex);

        assertEquals(Optional.empty(), take(queue, patience), "another thread has the mutex");

        assertTrue(
                mutex.patience.compareTo(patience.minus(osem.waited)) <= 0,
                "of "
                        + patience
                        + " it waited "
                        + osem.waited
                        + " for osem, and then still "
                        + mutex.patience
                        + " for the mutex");
    }

    /** Gives a permit after a delay. */
    private static final class SlowSemaphore extends Semaphore {
        private static final long serialVersionUID = 1L;
        private Duration waited = Duration.ZERO;

        SlowSemaphore() {
            super(1);
        }

        @Override
        public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
            long begin = System.nanoTime();
            TimeUnit.NANOSECONDS.sleep(SHORT.toNanos());
            waited = Duration.ofNanos(System.nanoTime() - begin);
            return super.tryAcquire(timeout, unit);
        }
    }

    /** Has no permit, and notes how long a thread would wait for one. */
    private static final class AskedSemaphore extends Semaphore {
        private static final long serialVersionUID = 1L;
        private Duration patience = Duration.ZERO;

        AskedSemaphore() {
            super(0);
        }

        @Override
        public boolean tryAcquire(long timeout, TimeUnit unit) {
            patience = Duration.ofNanos(unit.toNanos(timeout));
            return false;
        }
    }

    @Test
    @Order(6)
    void anInterruptedTakerLeavesTheItemToOthers() throws Exception {
        Semaphore mutex = new Semaphore(1);
        TimedQueue<String> queue = new TimedQueue<>(new Semaphore(1), new Semaphore(0), mutex);
        queue.put("a");
        mutex.acquire();
        Actor<Optional<String>> taker =
                Actor.start("take()", () -> queue.take(LONG)).awaitWaiting("the mutex is taken");

        Throwable thrown = taker.interrupt().thrown("it was interrupted");
        mutex.release();

        assertInstanceOf(InterruptedException.class, thrown);
        assertEquals(
                Optional.of("a"),
                take(queue, Duration.ofSeconds(5)),
                "an interrupted taker must give back its permit");
    }

    @Test
    @Order(7)
    void manyTakersWithLittlePatienceLoseNothing() {
        int count = 3_000;
        TimedQueue<Integer> queue = new TimedQueue<>(2);
        List<Actor<List<Integer>>> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            takers.add(Actor.start("a taker", () -> takeUntilEnd(queue)));
        }
        Actor<Boolean> putter =
                Actor.start(
                        "a putter",
                        () -> {
                            for (int i = 0; i < count; i++) {
                                queue.put(i);
                            }
                            for (int i = 0; i < takers.size(); i++) {
                                queue.put(-1);
                            }
                            return true;
                        });

        var _ = putter.result("there are takers: a permit of isem is missing");
        List<Integer> taken = new ArrayList<>();
        takers.forEach(taker -> taken.addAll(taker.result("a null job was put for each")));

        assertEquals(count, taken.stream().distinct().count(), "each item is taken");
        assertEquals(count, taken.size(), "each item is taken once");
    }

    private static List<Integer> takeUntilEnd(TimedQueue<Integer> queue)
            throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        while (true) {
            Optional<Integer> item = queue.take(Duration.ofNanos(1_000));
            if (item.isPresent() && item.get() < 0) {
                return taken;
            }
            item.ifPresent(taken::add);
        }
    }

    private static Optional<String> take(TimedQueue<String> queue, Duration patience) {
        return Actor.start("take(" + patience + ")", () -> queue.take(patience))
                .result("its patience should have ended");
    }
}
