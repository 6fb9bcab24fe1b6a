package org.sempool.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Specifies how many jobs a host may hold. */
final class SlotGateTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SlotGate gate = new SlotGate(2);

    /** Enters in another thread. */
    private CompletableFuture<Boolean> enter() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return gate.enter();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    @Test
    void longJobsAreAsManyAsThereAreWorkers() throws Exception {
        gate.setJobTime((double) Duration.ofSeconds(1).toNanos());
        assertTrue(gate.enter());
        assertTrue(gate.enter());
        CompletableFuture<Boolean> third = enter();
        assertFalse(third.isDone());

        gate.leaveAfterJob();

        assertTrue(third.join());
        assertEquals(2, gate.held());
    }

    @Test
    void shortJobsMayWaitHere() throws Exception {
        gate.setJobTime((double) Duration.ofMillis(1).toNanos());
        for (int i = 0; i < 12; i++) {
            assertTrue(gate.enter());
        }
        assertEquals(12, gate.held());
    }

    @Test
    void aHostWhoseWorkersStartLeavesTheJobsToOthers() {
        gate.setReady(0);
        CompletableFuture<Boolean> first = enter();
        CompletableFuture<Boolean> second = enter();

        gate.setReady(1);

        Awaitility.await().atMost(LONG).until(() -> first.isDone() || second.isDone());
        assertEquals(1, gate.held());
        gate.close();
        Awaitility.await().atMost(LONG).until(() -> first.isDone() && second.isDone());
    }
}
