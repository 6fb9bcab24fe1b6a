package org.sempool.examples.exercise3priority;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sempool.examples.grading.Actor;

/** Specifies exercise 3, a queue with priorities. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PriorityQueueTest {
    @Test
    @Order(1)
    void itemsOfEqualPriorityKeepTheirOrder() throws Exception {
        PriorityQueue<Integer> queue = new PriorityQueue<>(20);
        for (int i = 0; i < 20; i++) {
            queue.put(i, 7);
        }

        assertEquals(IntStream.range(0, 20).boxed().toList(), take(queue, 20));
    }

    @Test
    @Order(2)
    void aHigherPriorityComesFirst() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(4);
        queue.put("low", -1);
        queue.put("high", 10);
        queue.put("normal", 0);

        assertEquals(List.of("high", "normal", "low"), take(queue, 3));
    }

    @Test
    @Order(3)
    void theLargestAndTheSmallestNumbersArePriorities() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(4);
        queue.put("least", Integer.MIN_VALUE);
        queue.put("normal", 1);
        queue.put("most", Integer.MAX_VALUE);

        assertEquals(List.of("most", "normal", "least"), take(queue, 3));
    }

    @Test
    @Order(4)
    void thePriorityDecidesAndThenTheOrder() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(100);
        for (int i = 10; i < 22; i++) {
            queue.put(i % 3 + "-" + i, i % 3);
        }

        List<String> expected =
                IntStream.of(2, 1, 0)
                        .boxed()
                        .flatMap(
                                priority ->
                                        IntStream.range(10, 22)
                                                .filter(i -> i % 3 == priority)
                                                .mapToObj(i -> priority + "-" + i))
                        .toList();
        assertEquals(expected, take(queue, 12));
    }

    @Test
    @Order(5)
    void equalItemsAreTwoItems() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(4);
        queue.put("same", 1);
        queue.put("same", 2);
        queue.put("same", 1);

        assertEquals(Collections.nCopies(3, "same"), take(queue, 3));
    }

    @Test
    @Order(6)
    void aPutterWithoutRoomWaitsWhateverThePriority() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(2);
        queue.put("a", 1);
        queue.put("b", 2);
        Actor<Boolean> putter =
                Actor.start(
                                "put()",
                                () -> {
                                    queue.put("c", 3);
                                    return true;
                                })
                        .awaitWaiting("the queue is full");

        assertEquals(List.of("b"), take(queue, 1));

        assertEquals(true, putter.result("there is room now"));
        assertEquals(List.of("c", "a"), take(queue, 2));
    }

    @Test
    @Order(7)
    void aTakerWaitsForAnItem() throws Exception {
        PriorityQueue<String> queue = new PriorityQueue<>(2);
        Actor<String> taker = Actor.start("take()", queue::take).awaitWaiting("the queue is empty");

        queue.put("a", 1);

        assertEquals("a", taker.result("there is an item now"));
    }

    @Test
    @Order(8)
    void manyThreadsLoseNothing() {
        int each = 5_000;
        PriorityQueue<Integer> queue = new PriorityQueue<>(5);
        List<Actor<List<Integer>>> takers = new ArrayList<>();
        List<Actor<Boolean>> putters = new ArrayList<>();
        for (int thread = 0; thread < 3; thread++) {
            int number = thread;
            takers.add(Actor.start("a taker", () -> takeNow(queue, each)));
            putters.add(
                    Actor.start(
                            "a putter",
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    queue.put(number * each + i, i % 7);
                                }
                                return true;
                            }));
        }

        List<Integer> taken = new ArrayList<>();
        putters.forEach(putter -> putter.result("there are takers"));
        takers.forEach(taker -> taken.addAll(taker.result("there are putters")));
        assertEquals(
                IntStream.range(0, 3 * each).boxed().toList(),
                taken.stream().sorted().toList(),
                "each item is taken once");
    }

    private static <T> List<T> take(PriorityQueue<T> queue, int count) {
        return Actor.start("take()", () -> takeNow(queue, count)).result("there are enough items");
    }

    private static <T> List<T> takeNow(PriorityQueue<T> queue, int count)
            throws InterruptedException {
        List<T> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(queue.take());
        }
        return taken;
    }
}
