package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sempool.coordinator.KillTimers.Bound;

final class KillTimersTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final EventThread thread = new EventThread("test-events");
    private final PoolClock clock = new PoolClock(System::nanoTime);
    private final List<String> killed = new CopyOnWriteArrayList<>();
    private final KillTimers<String> timers =
            new KillTimers<>(thread, clock, (worker, why) -> killed.add(worker + ": " + why));

    @AfterEach
    void end() {
        thread.end();
    }

    @Test
    void aWorkerThatTakesTooLongIsKilled() {
        timers.begin(Bound.START, "slow", Duration.ofMillis(1));

        Awaitility.await().until(() -> !killed.isEmpty());
        assertEquals(List.of("slow: it was not ready within startTimeout=1 ms"), killed);
    }

    @Test
    void noTimerEndsWhileTheClockStands() {
        CountDownLatch laterEvents = new CountDownLatch(5);
        clock.stop();
        timers.begin(Bound.START, "suspended", Duration.ofMillis(1));
        thread.runEvery(Duration.ofMillis(20), laterEvents::countDown);

        Awaitility.await().until(() -> laterEvents.getCount() == 0);
        assertEquals(List.of(), killed);

        clock.start();
        Awaitility.await().until(() -> !killed.isEmpty());
    }

    @Test
    void aTimerThatWentOnWhileTheClockStoodCanBeEnded() {
        CountDownLatch laterEvents = new CountDownLatch(2);
        clock.stop();
        timers.begin(Bound.START, "suspended", Duration.ofMillis(1));
        thread.runAfter(Duration.ofMillis(20), laterEvents::countDown);
        thread.runAfter(Duration.ofMillis(40), laterEvents::countDown);
        Awaitility.await().until(() -> laterEvents.getCount() == 0);

        timers.endAll("suspended");

        assertEquals(0, thread.coming());
    }

    @Test
    void nothingIsKeptOfAWorkerThatHasEnded() {
        for (int i = 0; i < 1000; i++) {
            timers.begin(Bound.START, "worker " + i, DAY);
            timers.begin(Bound.RETIRE, "worker " + i, DAY);
            timers.endAll("worker " + i);
        }

        assertEquals(0, thread.coming());
    }

    @Test
    void oneThatIsReadyInTimeMayStillRetireTooSlowly() {
        timers.begin(Bound.START, "worker", DAY);
        timers.begin(Bound.RETIRE, "worker", DAY);
        timers.begin(Bound.RETIRE, "worker", DAY);
        assertEquals(2, thread.coming());

        timers.end(Bound.START, "worker");

        assertEquals(1, thread.coming());
        timers.end(Bound.START, "unknown");
        timers.endAll("unknown");
        assertEquals(1, thread.coming());
    }

    @Test
    void aTimeThatNoNumberOfNanosecondsCanSayIsAsGoodAsForEver() {
        timers.begin(Bound.START, "worker", Duration.ofSeconds(Long.MAX_VALUE));

        assertEquals(1, thread.coming());
        assertEquals(List.of(), killed);
    }
}
