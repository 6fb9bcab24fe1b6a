package org.sempool.examples.exercise4batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sempool.examples.grading.Actor;

/** Specifies exercise 4, a queue that takes and gives several items at a time. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BatchQueueTest {
    @Test
    @Order(1)
    void itemsComeInTheirOrder() {
        BatchQueue<Integer> queue = new BatchQueue<>(8);
        put(queue, List.of(1, 2, 3));
        put(queue, List.of());
        put(queue, List.of(4));

        assertEquals(List.of(1, 2), takeUpTo(queue, 2));
        assertEquals(List.of(3), takeUpTo(queue, 1));
        assertEquals(List.of(4), takeUpTo(queue, 1));
    }

    @Test
    @Order(2)
    void aTakerDoesNotWaitForMoreThanThereIs() {
        BatchQueue<Integer> queue = new BatchQueue<>(8);
        put(queue, List.of(1, 2, 3));

        assertEquals(List.of(1, 2, 3), takeUpTo(queue, 8), "the items that were there");
    }

    @Test
    @Order(3)
    void aTakerWaitsForOneItem() {
        BatchQueue<Integer> queue = new BatchQueue<>(8);
        Actor<List<Integer>> taker =
                Actor.start("takeUpTo(8)", () -> queue.takeUpTo(8))
                        .awaitWaiting("the queue is empty");

        put(queue, List.of(1));

        assertEquals(List.of(1), taker.result("there is an item now"));
    }

    @Test
    @Order(4)
    void aBatchWaitsForRoomForAllOfIt() {
        BatchQueue<Integer> queue = new BatchQueue<>(4);
        put(queue, List.of(1, 2));
        Actor<Boolean> putter =
                putter(queue, List.of(3, 4, 5)).awaitWaiting("there is room for two of three");

        assertEquals(List.of(1, 2), takeUpTo(queue, 4), "a batch that waits has put nothing");

        assertEquals(true, putter.result("there is room for all three"));
        assertEquals(List.of(3, 4, 5), takeUpTo(queue, 4));
    }

    @Test
    @Order(5)
    void twoBatchesThatShareTheRoomDoNotWaitForEachOther() {
        for (int round = 0; round < 300; round++) {
            BatchQueue<Integer> queue = new BatchQueue<>(4);
            Actor<Boolean> a = putter(queue, List.of(1, 1, 1));
            Actor<Boolean> b = putter(queue, List.of(2, 2, 2));

            List<Integer> taken = new ArrayList<>();
            while (taken.size() < 6) {
                taken.addAll(takeUpTo(queue, 3));
            }

            assertEquals(true, a.result("does it hold places that the other batch needs?"));
            assertEquals(true, b.result("does it hold places that the other batch needs?"));
            assertTrue(
                    taken.equals(List.of(1, 1, 1, 2, 2, 2))
                            || taken.equals(List.of(2, 2, 2, 1, 1, 1)),
                    "the items of a batch must be adjacent, unlike in " + taken);
        }
    }

    @Test
    @Order(6)
    void aBatchThatNeverFitsIsRefusedWithBothNumbers() {
        BatchQueue<Integer> queue = new BatchQueue<>(4);

        Throwable thrown =
                putter(queue, List.of(1, 2, 3, 4, 5)).thrown("5 items never fit a queue of 4");

        assertInstanceOf(IllegalArgumentException.class, thrown);
        assertTrue(
                String.valueOf(thrown.getMessage()).matches("(?s).*5.*4.*|.*4.*5.*"),
                "the message must say how many there are and how many fit: " + thrown.getMessage());
        put(queue, List.of(1, 2, 3, 4));
        assertEquals(List.of(1, 2, 3, 4), takeUpTo(queue, 4), "refused items are not in the queue");
    }

    @Test
    @Order(7)
    void aSmallBatchDoesNotOvertakeALargeOne() {
        BatchQueue<Integer> queue = new BatchQueue<>(4);
        put(queue, List.of(0, 0));
        Actor<Boolean> large =
                putter(queue, List.of(1, 1, 1)).awaitWaiting("there is room for two of three");

        Actor<Boolean> small =
                putter(queue, List.of(2))
                        .awaitWaiting("small batches that overtake keep a large one out for ever");

        assertEquals(List.of(0, 0), takeUpTo(queue, 2));
        assertEquals(true, large.result("there is room now"));
        assertEquals(true, small.result("there is room now"));
        // Then there was room for both, and either of the two may have been quicker.
        assertEquals(List.of(1, 1, 1, 2), takeUpTo(queue, 4).stream().sorted().toList());
    }

    @Test
    @Order(8)
    void anInterruptedPutterHasPutNothing() {
        BatchQueue<Integer> queue = new BatchQueue<>(4);
        put(queue, List.of(1, 2));
        Actor<Boolean> putter =
                putter(queue, List.of(3, 4, 5)).awaitWaiting("there is room for two of three");

        Throwable thrown = putter.interrupt().thrown("it was interrupted");

        assertInstanceOf(InterruptedException.class, thrown);
        put(queue, List.of(6, 7));
        assertEquals(List.of(1, 2, 6, 7), takeUpTo(queue, 4));
    }

    @Test
    @Order(9)
    void manyThreadsLoseNothing() {
        int batches = 3_000;
        BatchQueue<Integer> queue = new BatchQueue<>(7);
        List<Actor<Boolean>> putters = new ArrayList<>();
        int total = 0;
        for (int size = 1; size <= 3; size++) {
            int first = total;
            int length = size;
            putters.add(
                    Actor.start(
                            "a putter",
                            () -> {
                                for (int i = 0; i < batches; i++) {
                                    int begin = first + i * length;
                                    queue.putAll(
                                            IntStream.range(begin, begin + length)
                                                    .boxed()
                                                    .toList());
                                }
                                return true;
                            }));
            total += batches * size;
        }
        int all = total;
        Actor<List<Integer>> taker =
                Actor.start(
                        "a taker",
                        () -> {
                            List<Integer> taken = new ArrayList<>();
                            while (taken.size() < all) {
                                taken.addAll(queue.takeUpTo(5));
                            }
                            return taken;
                        });

        putters.forEach(putter -> putter.result("there is a taker"));
        assertEquals(
                IntStream.range(0, all).boxed().toList(),
                taker.result("there are putters").stream().sorted().toList(),
                "each item is taken once");
    }

    private static void put(BatchQueue<Integer> queue, List<Integer> batch) {
        var _ = putter(queue, batch).result("there is room");
    }

    private static Actor<Boolean> putter(BatchQueue<Integer> queue, List<Integer> batch) {
        return Actor.start(
                "putAll(" + batch + ")",
                () -> {
                    queue.putAll(batch);
                    return true;
                });
    }

    private static List<Integer> takeUpTo(BatchQueue<Integer> queue, int most) {
        return Actor.start("takeUpTo(" + most + ")", () -> queue.takeUpTo(most))
                .result("it must not wait for more than one item");
    }
}
