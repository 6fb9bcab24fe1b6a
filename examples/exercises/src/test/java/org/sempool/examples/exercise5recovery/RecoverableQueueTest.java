package org.sempool.examples.exercise5recovery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sempool.examples.exercise5recovery.RecoverableQueue.Step;

/** Specifies exercise 5, a queue that can be repaired after a kill. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RecoverableQueueTest {
    private static final int SLOTS = 3;
    private static final int DEAD = 7;
    private static final int LIVING = 8;

    private static final Set<Step> OF_PUT =
            Set.of(Step.HAS_ROOM, Step.CLAIMED_FREE, Step.WRITTEN, Step.PUBLISHED);

    private final RecoverableQueue queue = new RecoverableQueue(SLOTS, this::reached);
    private @Nullable Step fatal;

    /** Ends a process. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void reached(Step step) {
        if (step == fatal) {
            fatal = null;
            throw new Killed();
        }
    }

    @BeforeEach
    void putOne() {
        assertEquals(true, queue.put(LIVING, 100));
    }

    @Test
    @Order(1)
    void aSlotThatTheDeadProcessWroteToIsFree() {
        for (Step step : List.of(Step.CLAIMED_FREE, Step.WRITTEN)) {
            killPutter(DEAD, 1, step);

            queue.recover(DEAD);

            assertExact(step, 100);
        }
    }

    @Test
    @Order(2)
    void anItemThatTheDeadProcessHadTakenIsThereForOthers() {
        killTaker(DEAD, Step.CLAIMED_FULL);

        queue.recover(DEAD);

        assertExact(Step.CLAIMED_FULL, 100);
    }

    @Test
    @Order(3)
    void aPermitThatTheDeadProcessHadTakenIsBack() {
        killPutter(DEAD, 1, Step.HAS_ROOM);
        queue.recover(DEAD);
        assertExact(Step.HAS_ROOM, 100);

        killTaker(DEAD, Step.HAS_ITEM);
        queue.recover(DEAD);
        assertExact(Step.HAS_ITEM, 100);
    }

    @Test
    @Order(4)
    void anItemThatTheDeadProcessHadPublishedCanBeTaken() {
        killPutter(DEAD, 1, Step.PUBLISHED);

        queue.recover(DEAD);

        assertExact(Step.PUBLISHED, 100, 1);
    }

    @Test
    @Order(5)
    void aSlotThatTheDeadProcessHadFreedCanBeFilled() {
        killTaker(DEAD, Step.FREED);

        queue.recover(DEAD);

        assertExact(Step.FREED);
    }

    @Test
    @Order(6)
    void recoveringTwiceHasTheEffectOfOnce() {
        for (Step step : Step.values()) {
            RecoverableQueueTest fresh = new RecoverableQueueTest();
            fresh.putOne();
            if (OF_PUT.contains(step)) {
                fresh.killPutter(DEAD, 1, step);
            } else {
                fresh.killTaker(DEAD, step);
            }
            fresh.queue.recover(DEAD);
            String once = fresh.queue.toString();

            fresh.queue.recover(DEAD);

            assertEquals(once, fresh.queue.toString(), "killed at " + step);
        }
    }

    @Test
    @Order(7)
    void aLivingProcessKeepsItsSlots() {
        killPutter(LIVING, 2, Step.WRITTEN);
        killTaker(LIVING, Step.CLAIMED_FULL);
        String before = queue.toString();

        killPutter(DEAD, 1, Step.CLAIMED_FREE);
        queue.recover(DEAD);

        assertEquals(before, queue.toString());
    }

    @Test
    @Order(8)
    void afterManyKillsNothingIsMissing() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        List<Step> steps = List.of(Step.values());
        List<Long> there = new ArrayList<>(List.of(100L));
        for (long item = 0; item < 10_000; item++) {
            int owner = random.nextInt(1, 5);
            Step step = steps.get(random.nextInt(steps.size()));
            fatal = step;
            try {
                if (OF_PUT.contains(step)) {
                    if (queue.put(owner, item)) {
                        there.add(item);
                    }
                } else {
                    queue.take(owner).ifPresent(there::remove);
                }
                fatal = null;
            } catch (Killed killed) {
                queue.recover(owner);
                if (step == Step.PUBLISHED) {
                    there.add(item);
                } else if (step == Step.FREED) {
                    there.removeIf(taken -> !contents().contains(taken));
                }
            }
            assertExact(step, there.stream().mapToLong(Long::longValue).toArray());
        }
    }

    private void killPutter(int owner, long item, Step step) {
        fatal = step;
        try {
            queue.put(owner, item);
        } catch (Killed killed) {
            return;
        }
        throw new AssertionError("put() does not reach " + step + ", with " + queue);
    }

    private void killTaker(int owner, Step step) {
        fatal = step;
        try {
            var _ = queue.take(owner);
        } catch (Killed killed) {
            return;
        }
        throw new AssertionError("take() does not reach " + step + ", with " + queue);
    }

    /** The permits agree with the slots, no slot has an owner, and the queue has these items. */
    private void assertExact(Step killedAt, long... expected) {
        String what = "killed at " + killedAt + ", with " + queue;
        for (int slot = 0; slot < SLOTS; slot++) {
            assertEquals(0, queue.ownerOf(slot), "the owner of slot " + slot + ", " + what);
        }
        assertEquals(SLOTS - expected.length, queue.words.get(RecoverableQueue.ISEM), what);
        assertEquals(expected.length, queue.words.get(RecoverableQueue.OSEM), what);
        List<Long> items = new ArrayList<>();
        for (long item : expected) {
            items.add(item);
        }
        assertEquals(items.stream().sorted().toList(), contents(), what);
    }

    private List<Long> contents() {
        List<Long> items = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (queue.stateOf(slot) == RecoverableQueue.FULL) {
                items.add(queue.items.get(slot));
            }
        }
        return items.stream().sorted().toList();
    }
}
