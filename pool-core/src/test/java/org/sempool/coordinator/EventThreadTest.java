package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EventThreadTest {
    /** A pool may be stopped while it starts. */
    @Test
    void afterTheEndNothingIsScheduledAndNothingIsThrown() {
        EventThread thread = new EventThread("test", () -> false);
        thread.end();

        thread.run(() -> fail("ran"));
        var _ = thread.runAfter(Duration.ZERO, () -> fail("ran"));
        thread.runEvery(Duration.ofMillis(1), () -> fail("ran"));

        assertEquals(0, thread.coming());
    }
}
