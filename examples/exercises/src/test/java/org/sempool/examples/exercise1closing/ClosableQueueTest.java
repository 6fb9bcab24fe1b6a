package org.sempool.examples.exercise1closing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sempool.examples.grading.Actor;

/** Specifies exercise 1, a queue that can be closed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClosableQueueTest {
    private static final String GOES_ON =
            "a thread that is woken and finds nothing to do must wake the next";

    @Test
    @Order(1)
    void anItemCanBeTakenAfterClosing() throws Exception {
        ClosableQueue<String> queue = new ClosableQueue<>(4);
        queue.put("a");
        queue.put("b");

        queue.close();

        assertEquals(Optional.of("a"), take(queue));
        assertEquals(Optional.of("b"), take(queue));
    }

    @Test
    @Order(2)
    void anEmptyClosedQueueAnswersEachTakerAtOnce() {
        ClosableQueue<String> queue = new ClosableQueue<>(4);

        queue.close();

        for (int i = 0; i < 10; i++) {
            assertEquals(Optional.empty(), take(queue));
        }
    }

    @Test
    @Order(3)
    void aPutterIntoAClosedQueueGetsAnException() {
        ClosableQueue<String> queue = new ClosableQueue<>(4);

        queue.close();

        for (int i = 0; i < 10; i++) {
            assertRefused(putter(queue, "late"));
        }
        assertEquals(Optional.empty(), take(queue), "a refused item is not in the queue");
    }

    @Test
    @Order(4)
    void allSleepingTakersAreWoken() {
        ClosableQueue<String> queue = new ClosableQueue<>(4);
        List<Actor<Optional<String>>> takers =
                IntStream.range(0, 5).mapToObj(i -> Actor.start("a taker", queue::take)).toList();
        takers.forEach(taker -> taker.awaitWaiting("the queue is empty"));

        queue.close();

        for (Actor<Optional<String>> taker : takers) {
            assertEquals(Optional.empty(), taker.result(GOES_ON));
        }
    }

    @Test
    @Order(5)
    void allSleepingPuttersAreWokenAndPutNothing() throws Exception {
        ClosableQueue<String> queue = new ClosableQueue<>(1);
        queue.put("in time");
        List<Actor<Boolean>> putters =
                IntStream.range(0, 5).mapToObj(i -> putter(queue, "late " + i)).toList();
        putters.forEach(putter -> putter.awaitWaiting("the queue is full"));

        queue.close();

        putters.forEach(ClosableQueueTest::assertRefused);
        assertEquals(Optional.of("in time"), take(queue));
        assertEquals(Optional.empty(), take(queue));
    }

    @Test
    @Order(6)
    void closingTwiceHasTheEffectOfOnce() throws Exception {
        ClosableQueue<String> queue = new ClosableQueue<>(4);
        queue.put("a");

        queue.close();
        queue.close();

        assertEquals(Optional.of("a"), take(queue));
        assertEquals(Optional.empty(), take(queue));
        assertRefused(putter(queue, "late"));
    }

    @Test
    @Order(7)
    void manyThreadsLoseNothing() {
        int each = 5_000;
        for (int round = 0; round < 5; round++) {
            ClosableQueue<Integer> queue = new ClosableQueue<>(3);
            CountDownLatch producing = new CountDownLatch(3);
            List<Actor<List<Integer>>> takers =
                    IntStream.range(0, 3)
                            .mapToObj(i -> Actor.start("a taker", () -> takeAll(queue)))
                            .toList();
            List<Actor<Boolean>> putters =
                    IntStream.range(0, 3)
                            .mapToObj(
                                    i ->
                                            Actor.start(
                                                    "a putter",
                                                    () -> {
                                                        for (int k = 0; k < each; k++) {
                                                            queue.put(i * each + k);
                                                        }
                                                        producing.countDown();
                                                        return true;
                                                    }))
                            .toList();
            putters.forEach(putter -> putter.result("there are takers"));

            queue.close();

            List<Integer> taken = new ArrayList<>();
            takers.forEach(taker -> taken.addAll(taker.result(GOES_ON)));
            assertEquals(
                    IntStream.range(0, 3 * each).boxed().toList(),
                    taken.stream().sorted().toList(),
                    "each item is taken once");
        }
    }

    private static List<Integer> takeAll(ClosableQueue<Integer> queue) throws InterruptedException {
        List<Integer> taken = new ArrayList<>();
        while (true) {
            Optional<Integer> item = queue.take();
            if (item.isEmpty()) {
                return taken;
            }
            taken.add(item.get());
        }
    }

    private static <T> Optional<T> take(ClosableQueue<T> queue) {
        return Actor.start("take()", queue::take)
                .result("no thread may wait for an item of a closed queue");
    }

    private static Actor<Boolean> putter(ClosableQueue<String> queue, String item) {
        return Actor.start(
                "put()",
                () -> {
                    queue.put(item);
                    return true;
                });
    }

    private static void assertRefused(Actor<Boolean> putter) {
        Throwable thrown = putter.thrown("a closed queue takes nothing");
        assertInstanceOf(IllegalStateException.class, thrown, "what put() throws");
    }
}
