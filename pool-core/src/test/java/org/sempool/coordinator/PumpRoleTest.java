package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of the pump's thread and its successor, one has the role, whatever the order of their steps. */
final class PumpRoleTest {
    private static final int RACES = 2_000;

    private final PumpRole role = new PumpRole();

    @Test
    void aRoleThatNobodyWantsIsKept() {
        for (int i = 1; i <= 3; i++) {
            assertTrue(role.keep());
            role.begin();
            assertTrue(PumpRole.isUnderWay(role.deliveries()));
            role.end();
            assertFalse(PumpRole.isUnderWay(role.deliveries()));
            assertEquals(2L * i, role.deliveries());
        }
    }

    @Test
    void aThreadThatReturnsFirstKeepsTheRole() {
        long offer = role.offer();

        assertTrue(role.keep());
        assertFalse(role.takeOver(offer));
        assertTrue(role.keep());
    }

    @Test
    void aThreadThatReturnsLateHasLostTheRoleForGood() {
        long offer = role.offer();

        assertTrue(role.takeOver(offer));
        assertFalse(role.takeOver(offer), "only one successor");
        assertFalse(role.keep());
        assertFalse(role.takeOver(role.offer()), "there is nothing to offer any more");
        assertFalse(role.keep());
    }

    /** It was started for a delivery that has returned since. */
    @Test
    void aSuccessorThatComesLateTakesNoLaterOffer() {
        long first = role.offer();
        assertTrue(role.keep());
        long second = role.offer();

        assertFalse(role.takeOver(first));
        assertTrue(role.takeOver(second));
    }

    @Test
    void anOfferStandsUntilSomebodyTakesIt() {
        long offer = role.offer();

        assertEquals(offer, role.offer());
        assertTrue(role.takeOver(offer));
    }

    @Test
    void whenBothWantItOneGetsIt() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int i = 0; i < RACES; i++) {
            PumpRole raced = new PumpRole();
            long offer = raced.offer();
            CompletableFuture<Boolean> taken =
                    CompletableFuture.supplyAsync(
                            () -> {
                                meet(barrier);
                                return raced.takeOver(offer);
                            });
            meet(barrier);
            boolean kept = raced.keep();

            assertEquals(!kept, taken.get(30, TimeUnit.SECONDS));
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
