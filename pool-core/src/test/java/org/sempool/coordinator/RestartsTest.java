package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Workers that fail are replaced later each time, until the pool gives up. */
class RestartsTest {
    private final Restarts restarts = new Restarts(2);

    @Test
    void theFirstFailureIsReplacedAtOnceAndEachFurtherOneLater() {
        assertEquals(Duration.ZERO, pauseAfter(1, true));
        assertEquals(Duration.ofMillis(100), pauseAfter(1, true));
        assertEquals(Duration.ofMillis(400), pauseAfter(2, true));
        assertEquals(Duration.ofSeconds(30), pauseAfter(50, true));
    }

    @Test
    void aWorkerThatIsEndedFromOutsideIsReplacedSoonHoweverOften() {
        assertEquals(Duration.ofSeconds(1), pauseAfter(50, false));
        assertFalse(restarts.hopeless());
    }

    @Test
    void thePoolGivesUpAfterFiveFailuresOfAnyWorkers() {
        for (int i = 0; i < 4; i++) {
            restarts.failed(1 + i % 2, true);
        }
        assertFalse(restarts.hopeless());

        restarts.failed(1, true);

        assertTrue(restarts.hopeless());
    }

    @Test
    void aWorkerThatSucceedsResetsTheCount() {
        var _ = pauseAfter(4, true);

        restarts.succeeded(1);

        assertEquals(Duration.ZERO, pauseAfter(1, true));
        assertFalse(restarts.hopeless());
    }

    private Duration pauseAfter(int failures, boolean byItself) {
        for (int i = 0; i < failures; i++) {
            restarts.failed(1, byItself);
        }
        return restarts.pause(1);
    }
}
