package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A window keeps the workers busy without many more jobs than that takes. */
final class StreamWindowTest {
    private static final int WORKERS = 4;
    private static final int SLOTS = 1024;
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private final StreamWindow window = new StreamWindow(WORKERS, SLOTS);

    @Test
    void atFirstOneJobRunsAndOneWaitsForEachWorker() {
        assertEquals(2 * WORKERS, window.size());
    }

    @Test
    void longJobsDoNotPileUp() {
        run(100 * MILLI, 1_000);

        assertEquals(2 * WORKERS, window.size());
    }

    @Test
    void shortJobsFillTheQueueExceptForRunningOnes() {
        run(MICRO, 100);

        assertEquals(SLOTS - WORKERS, window.size());
    }

    @Test
    void jobsOfMediumLengthWaitForAboutTwentyMillisecondsOfWork() {
        run(4 * MILLI, 100);

        assertEquals(WORKERS * (2 + 5), window.size());
    }

    @Test
    void oneShortJobDoesNotOpenTheWindowWide() {
        run(MICRO, 1);

        assertEquals(4 * WORKERS, window.size());
    }

    @Test
    void theWindowFollowsJobsThatGetLongerAndShorterAgain() {
        run(MICRO, 10_000);
        run(100 * MILLI, 500);
        assertTrue(window.size() <= 3 * WORKERS, "size=" + window.size());

        run(MICRO, 500);
        assertTrue(window.size() > SLOTS / 2, "size=" + window.size());
    }

    @Test
    void aQueueWithFewerSlotsThanWorkersIsFilled() {
        StreamWindow small = new StreamWindow(8, 1);

        assertEquals(1, small.size());
        small.waited(MICRO, 1);
        assertEquals(1, small.size());
    }

    @Test
    void aWaitWithoutResultsOrWithoutTimeCounts() {
        window.waited(0, 0);

        assertTrue(window.size() >= 2 * WORKERS && window.size() <= SLOTS);
    }

    /** Keeps all workers busy with jobs of the same length. */
    private void run(long nanosPerJob, int jobs) {
        for (int job = 0; job < jobs; job++) {
            window.waited(nanosPerJob / WORKERS, 1);
        }
    }
}
