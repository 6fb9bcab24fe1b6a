package org.sempool.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.SupervisedEnd.HeldJobs;

/** A run counts from the first poll that finds it, without waits, and is never overestimated. */
final class JobRunsTest {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private record Held(int attempt, int waits) {}

    private final JobRuns runs =
            new JobRuns(channel(), new PoolClock(() -> nowNanos()), _ -> LIMIT.toNanos());
    private long nowMillis;

    /** The state of job 7 in worker 1. */
    private @Nullable Held held = new Held(1, 0);

    @Test
    void aRunCountsFromTheFirstPollThatFindsIt() {
        pollAfter(300);
        pollAfter(400);
        assertEquals(List.of(), late());

        pollAfter(100);

        assertEquals(Duration.ofMillis(500), runs.ran(1, 7, 1));
        assertEquals(List.of(7L), late());
    }

    @Test
    void waitingForRoomForTheResultDoesNotCount() {
        pollAfter(0);
        pollAfter(400);
        held = new Held(1, 1);
        pollAfter(90);
        pollAfter(900);
        held = new Held(1, 2);
        pollAfter(90);
        pollAfter(90);
        assertEquals(Duration.ofMillis(490), runs.ran(1, 7, 1));
        assertEquals(List.of(), late());

        pollAfter(10);

        assertEquals(List.of(7L), late(), "encoding the result counts again");
    }

    @Test
    void aWaitingWorkerThatStopsSignallingCounts() {
        held = new Held(1, 1);
        pollAfter(0);
        for (int i = 0; i < 9; i++) {
            pollAfter(1000);
        }
        assertEquals(Duration.ZERO, runs.ran(1, 7, 1));

        pollAfter(1000);

        assertEquals(Duration.ofSeconds(1), runs.ran(1, 7, 1));
    }

    @Test
    void aWaitingWorkerThatKeepsSignallingNeverCounts() {
        for (int i = 0; i < 100; i++) {
            held = new Held(1, 2 * i + 1);
            pollAfter(900);
        }

        assertEquals(Duration.ZERO, runs.ran(1, 7, 1));
    }

    @Test
    void aWaitBetweenTwoPollsIsNoticed() {
        pollAfter(0);
        held = new Held(1, 2);
        pollAfter(900);

        assertEquals(Duration.ZERO, runs.ran(1, 7, 1));
    }

    @Test
    void waitingDoesNotUseUpTheGrace() {
        pollAfter(0);
        runs.giveGrace(Objects.requireNonNull(runs.ofJob(7)), LIMIT);
        held = new Held(1, 1);
        pollAfter(900);
        assertEquals(List.of(), beyondGrace());

        held = new Held(1, 2);
        pollAfter(400);
        pollAfter(500);

        assertEquals(List.of(7L), beyondGrace());
    }

    @Test
    void anotherAttemptIsAnotherRun() {
        pollAfter(0);
        pollAfter(900);
        runs.giveGrace(Objects.requireNonNull(runs.ofJob(7)), LIMIT);
        assertTrue(runs.anyInGrace());

        held = new Held(2, 0);
        pollAfter(100);

        assertEquals(Duration.ZERO, runs.ran(1, 7, 2));
        assertFalse(runs.anyInGrace());
        held = null;
        pollAfter(100);
        assertEquals(null, runs.ofJob(7));
    }

    @Test
    void aPauseOfTheCoordinatorDoesNotCount() {
        pollAfter(0);
        pollAfter(3_600_000);

        assertEquals(Duration.ofSeconds(1), runs.ran(1, 7, 1));
    }

    private List<Long> late() {
        List<Long> late = new ArrayList<>();
        runs.forEachBeyondLimit(run -> late.add(run.jobId()));
        return late;
    }

    private List<Long> beyondGrace() {
        List<Long> beyond = new ArrayList<>();
        runs.forEachBeyondGrace(run -> beyond.add(run.jobId()));
        return beyond;
    }

    private void pollAfter(long millis) {
        nowMillis += millis;
        runs.poll();
    }

    private long nowNanos() {
        return TimeUnit.MILLISECONDS.toNanos(nowMillis);
    }

    /** A channel that reports only what worker 1 holds. */
    private SupervisedEnd channel() {
        return (SupervisedEnd)
                Proxy.newProxyInstance(
                        SupervisedEnd.class.getClassLoader(),
                        new Class<?>[] {SupervisedEnd.class},
                        (_, method, arguments) -> {
                            assertEquals("showHeldJobs", method.getName());
                            Held now = held;
                            if (now != null) {
                                ((HeldJobs) arguments[0]).held(1, 7, now.attempt, now.waits);
                            }
                            return null;
                        });
    }
}
