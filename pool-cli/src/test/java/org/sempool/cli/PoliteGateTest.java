package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Specifies what a job waits for before it starts. */
@Timeout(60)
final class PoliteGateTest {
    private static final Duration NO_PAUSE = Duration.ZERO;

    @Test
    void noMoreJobsStartThanThereAreWorkers() throws Exception {
        PoliteGate gate = new PoliteGate(2, NO_PAUSE, List.of());
        CompletableFuture<String> first = start(gate);
        var _ = start(gate);

        FutureTask<Void> third = inBackground(gate);
        awaitSleep(third);
        assertFalse(third.isDone());

        first.completeExceptionally(new IllegalStateException("failed"));
        third.get();
    }

    @Test
    void aJobWaitsAsLongAsTheMachineIsBusy() throws Exception {
        AtomicReference<@Nullable String> obstacle = new AtomicReference<>("busy");
        AtomicInteger looks = new AtomicInteger();
        PoliteGate gate =
                new PoliteGate(
                        1,
                        NO_PAUSE,
                        List.of(
                                _ -> null,
                                _ -> {
                                    looks.incrementAndGet();
                                    return obstacle.get();
                                }));

        FutureTask<Void> waiting = inBackground(gate);
        Awaitility.await().until(() -> looks.get() >= 3);
        assertFalse(waiting.isDone());

        obstacle.set(null);
        waiting.get();
    }

    /** Otherwise all idle workers would get a job before the machine shows the first one. */
    @Test
    void jobsCountBeforeTheMachineShowsThem() throws Exception {
        AtomicInteger unseen = new AtomicInteger(-1);
        PoliteGate gate =
                new PoliteGate(
                        8,
                        NO_PAUSE,
                        List.of(
                                now -> {
                                    unseen.set(now);
                                    return now < 2 ? null : "busy";
                                }));

        gate.await();
        assertEquals(0, unseen.get());
        CompletableFuture<String> first = new CompletableFuture<>();
        gate.started(first);
        first.complete("done");
        gate.await();
        assertEquals(0, unseen.get());
        gate.started(new CompletableFuture<>());
        gate.started(new CompletableFuture<>());

        // They are seen soon.
        gate.await();
        assertTrue(unseen.get() < 2, () -> "" + unseen);
    }

    @Test
    void jobsStartWithAPauseBetweenThem() throws Exception {
        Duration pause = Duration.ofMillis(40);
        PoliteGate gate = new PoliteGate(9, pause, List.of());

        long begun = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            var _ = start(gate);
        }

        assertTrue(System.nanoTime() - begun >= 3 * pause.toNanos());
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        PoliteGate gate = new PoliteGate(1, NO_PAUSE, List.of(_ -> "busy"));
        AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
        FutureTask<Void> waiting = inBackground(gate, thread);
        awaitSleep(waiting);

        Objects.requireNonNull(thread.get()).interrupt();

        ExecutionException e = assertThrows(ExecutionException.class, waiting::get);
        assertEquals(InterruptedException.class, Objects.requireNonNull(e.getCause()).getClass());
    }

    private static CompletableFuture<String> start(PoliteGate gate) throws InterruptedException {
        gate.await();
        CompletableFuture<String> job = new CompletableFuture<>();
        gate.started(job);
        return job;
    }

    private final AtomicReference<@Nullable Thread> last = new AtomicReference<>();

    private FutureTask<Void> inBackground(PoliteGate gate) {
        return inBackground(gate, new AtomicReference<>());
    }

    private FutureTask<Void> inBackground(
            PoliteGate gate, AtomicReference<@Nullable Thread> thread) {
        FutureTask<Void> task =
                new FutureTask<>(
                        () -> {
                            gate.await();
                            return null;
                        });
        thread.set(Thread.ofPlatform().daemon().start(task));
        last.set(thread.get());
        return task;
    }

    /** Until it waits, or has passed the gate. */
    private void awaitSleep(FutureTask<Void> task) {
        Awaitility.await()
                .until(
                        () ->
                                task.isDone()
                                        || Objects.requireNonNull(last.get()).getState()
                                                == Thread.State.WAITING
                                        || Objects.requireNonNull(last.get()).getState()
                                                == Thread.State.TIMED_WAITING);
    }
}
