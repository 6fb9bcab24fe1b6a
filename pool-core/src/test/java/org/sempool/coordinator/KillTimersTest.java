package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sempool.coordinator.KillTimers.Bound;

/** A worker is killed once it has exceeded its limit, in time that counts. */
final class KillTimersTest {
    private static final long FOREVER = Long.MAX_VALUE / 2;
    private static final Duration DAY = Duration.ofDays(1);

    private final EventThread thread = new EventThread("test-events", () -> false);
    private final PoolClock clock = new PoolClock(System::nanoTime);
    private final List<String> killed = new CopyOnWriteArrayList<>();
    private final KillTimers<String> timers =
            new KillTimers<>(
                    thread, clock, _ -> waits(), (worker, why) -> killed.add(worker + ": " + why));

    /** So many polls will still find that the worker has only waited for a processor. */
    private final AtomicInteger crowdedPolls = new AtomicInteger();

    private final AtomicBoolean hasBegun = new AtomicBoolean();

    @AfterEach
    void end() {
        thread.end();
    }

    @Test
    void aWorkerThatTakesTooLongIsKilled() {
        timers.begin(Bound.START, "slow", Duration.ofMillis(1));

        Awaitility.await().until(() -> !killed.isEmpty());
        assertEquals(
                List.of(
                        "slow: its JVM was not ready to start the handler within startTimeout=1 ms"),
                killed);
    }

    @Test
    void noTimerEndsWhileTheClockIsSuspended() {
        CountDownLatch laterEvents = new CountDownLatch(5);
        clock.suspend();
        timers.begin(Bound.START, "suspended", Duration.ofMillis(1));
        thread.runEvery(Duration.ofMillis(20), laterEvents::countDown);

        Awaitility.await().until(() -> laterEvents.getCount() == 0);
        assertEquals(List.of(), killed);

        clock.resume();
        Awaitility.await().until(() -> !killed.isEmpty());
    }

    @Test
    void aTimerThatWasExtendedWhileTheClockWasSuspendedCanBeCancelled() {
        CountDownLatch laterEvents = new CountDownLatch(2);
        clock.suspend();
        timers.begin(Bound.START, "suspended", Duration.ofMillis(1));
        thread.runAfter(Duration.ofMillis(20), laterEvents::countDown);
        thread.runAfter(Duration.ofMillis(40), laterEvents::countDown);
        Awaitility.await().until(() -> laterEvents.getCount() == 0);

        timers.endAll("suspended");

        assertEquals(0, thread.coming());
    }

    @Test
    void waitingForAProcessorDoesNotCount() {
        beginCrowded(3);

        Awaitility.await().until(() -> !killed.isEmpty());
        assertEquals(0, crowdedPolls.get());
        assertEquals(
                List.of(
                        "crowded: its JVM was not ready to start the handler within startTimeout=1 ms"),
                killed);
    }

    @Test
    void aWorkerThatIsReadyWhileItWaitsIsNotKilled() {
        beginCrowded(Integer.MAX_VALUE);
        Awaitility.await().until(() -> isBetween(1, crowdedPolls.get(), Integer.MAX_VALUE - 1));

        thread.run(() -> timers.end(Bound.START, "crowded"));

        Awaitility.await().until(() -> thread.coming() == 0);
        assertEquals(List.of(), killed);
    }

    private void beginCrowded(int polls) {
        thread.run(
                () -> {
                    crowdedPolls.set(polls);
                    timers.begin(Bound.START, "crowded", Duration.ofMillis(1));
                });
    }

    private static boolean isBetween(int least, int value, int most) {
        return least <= value && value <= most;
    }

    private Map<Long, Long> waits() {
        if (hasBegun.compareAndSet(false, true)) {
            // As it begins, it has not waited yet.
            return Map.of(1L, 0L);
        }
        return Map.of(
                1L, crowdedPolls.getAndUpdate(polls -> Math.max(0, polls - 1)) > 0 ? FOREVER : 0);
    }

    @Test
    void nothingIsKeptOfAnEndedWorker() {
        for (int i = 0; i < 1000; i++) {
            timers.begin(Bound.START, "worker " + i, DAY);
            timers.begin(Bound.RETIRE, "worker " + i, DAY);
            timers.endAll("worker " + i);
        }

        assertEquals(0, thread.coming());
    }

    @Test
    void aWorkerThatIsReadyInTimeMayStillRetireTooSlowly() {
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
    void aTimeThatExceedsALongOfNanosecondsIsForEver() {
        timers.begin(Bound.START, "worker", Duration.ofSeconds(Long.MAX_VALUE));

        assertEquals(1, thread.coming());
        assertEquals(List.of(), killed);
    }
}
