package org.sempool.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Specifies how many jobs a host may hold. */
final class SlotGateTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SlotGate gate = new SlotGate(2);

    /** Enters in another thread. */
    private static final class Entry {
        private final CompletableFuture<Boolean> entered = new CompletableFuture<>();
        private final Thread thread;

        Entry(SlotGate gate) {
            thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            entered.complete(gate.enter());
                                        } catch (InterruptedException e) {
                                            entered.completeExceptionally(e);
                                        }
                                    });
        }

        void assertBlocked() {
            Awaitility.await()
                    .atMost(LONG)
                    .until(() -> entered.isDone() || thread.getState() == Thread.State.WAITING);
            assertFalse(entered.isDone());
        }

        void assertEntered() throws Exception {
            assertTrue(entered.get(LONG.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private void take() throws InterruptedException {
        assertTrue(gate.enter());
        gate.took();
    }

    @Test
    void longJobsAreAsManyAsThereAreWorkers() throws Exception {
        gate.setJobTime((double) Duration.ofSeconds(1).toNanos());
        take();
        take();
        Entry third = new Entry(gate);
        third.assertBlocked();

        gate.leaveAfterJob();

        third.assertEntered();
        assertEquals(2, gate.inside());
    }

    @Test
    void shortJobsMayWaitHere() throws Exception {
        gate.setJobTime((double) Duration.ofMillis(1).toNanos());
        for (int i = 0; i < 22; i++) {
            take();
        }

        new Entry(gate).assertBlocked();

        assertEquals(22, gate.inside());
        gate.close();
    }

    @Test
    void eachJobThatIsFoundLetsOneMoreSlotAsk() throws Exception {
        gate.setJobTime((double) Duration.ofMillis(1).toNanos());
        assertTrue(gate.enter());
        assertTrue(gate.enter());
        Entry third = new Entry(gate);
        third.assertBlocked();

        gate.took();

        third.assertEntered();
        assertEquals(3, gate.inside());
    }

    @Test
    void slotsThatAskInVainLeaveButForOneOfEachWorker() throws Exception {
        gate.setJobTime((double) Duration.ofMillis(1).toNanos());
        take();
        assertTrue(gate.enter());
        assertTrue(gate.enter());
        long ahead = gate.patienceNanos();

        assertFalse(gate.mayAskAgain());

        assertTrue(ahead < gate.patienceNanos(), "an idle worker's slot waits longer");
        assertTrue(gate.mayAskAgain());
        assertEquals(2, gate.inside());
        new Entry(gate).assertBlocked();
        gate.close();
        assertFalse(gate.mayAskAgain());
    }

    @Test
    void aHostWhoseWorkersStartLeavesTheJobsToOthers() throws Exception {
        assertTrue(gate.enter());
        gate.setReady(0);
        assertFalse(gate.mayAskAgain());
        Entry entry = new Entry(gate);
        entry.assertBlocked();

        gate.setReady(1);

        entry.assertEntered();
        assertEquals(1, gate.inside());
    }
}
