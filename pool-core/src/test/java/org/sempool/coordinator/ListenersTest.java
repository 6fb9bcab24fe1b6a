package org.sempool.coordinator;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.sempool.PoolListener;

/** Listeners are told in order, and what they do harms nobody. */
final class ListenersTest {
    private static final long PATIENCE_MILLIS = 10_000;
    private static final int MANY = 10_000;

    private final AtomicInteger told = new AtomicInteger();
    private final CountDownLatch unblock = new CountDownLatch(1);

    private final PoolListener counts =
            new PoolListener() {
                @Override
                public void poolClosed() {
                    told.incrementAndGet();
                }
            };

    private final PoolListener throwing =
            new PoolListener() {
                @Override
                public void poolClosed() {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("for a test");
                }
            };

    private final PoolListener blocks =
            new PoolListener() {
                @Override
                public void poolClosed() {
                    try {
                        unblock.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }
            };

    @Test
    void theEndWaitsForWhatWasTold() {
        Listeners listeners = new Listeners(List.of(counts, counts));
        listeners.start();

        for (int i = 0; i < 100; i++) {
            listeners.tell("poolClosed", PoolListener::poolClosed);
        }
        listeners.end(PATIENCE_MILLIS);

        assertEquals(200, told.get());
    }

    @Test
    void oneThatThrowsDoesNotKeepTheOthersFromBeingTold() {
        Listeners listeners = new Listeners(List.of(throwing, counts));
        listeners.start();

        listeners.tell("poolClosed", PoolListener::poolClosed);
        listeners.tell("poolClosed", PoolListener::poolClosed);
        listeners.end(PATIENCE_MILLIS);

        assertEquals(2, told.get());
    }

    @Test
    void oneThatBlocksMakesNobodyWait() {
        Listeners listeners = new Listeners(List.of(blocks, counts));
        listeners.start();

        for (int i = 0; i < MANY; i++) {
            listeners.tell("poolClosed", PoolListener::poolClosed);
        }
        listeners.end(1);
        long dropped = listeners.dropped();
        assertTrue(dropped > 0 && dropped < MANY);
        assertEquals(0, told.get());

        unblock.countDown();
        await().until(() -> told.get() == MANY - dropped);
    }

    @Test
    void withoutListenersNothingIsKept() {
        Listeners listeners = new Listeners(List.of());
        listeners.start();

        for (int i = 0; i < MANY; i++) {
            listeners.tell("poolClosed", PoolListener::poolClosed);
        }

        assertFalse(listeners.areAny());
        assertEquals(0, listeners.dropped());
        listeners.end(PATIENCE_MILLIS);
    }
}
