package org.sempool.coordinator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A job ends in the thread that its callbacks, their speed and the user's executor call for. */
final class CompletionsTest {
    private static final long PATIENCE_SECONDS = 30;

    private final JobFuture<String> job = new JobFuture<>(new NoPool<>());
    private final Deque<Runnable> handedOver = new ArrayDeque<>();
    private final CountDownLatch unblock = new CountDownLatch(1);
    private final Completions<String> pools = TestCompletions.withoutExecutor();
    private final Completions<String> users = TestCompletions.with(handedOver::add);

    @AfterEach
    void end() {
        unblock.countDown();
        pools.settle(0);
        users.settle(0);
    }

    @Test
    void quickCompletionsRunInTheThreadThatHasTheResult() throws Exception {
        CompletableFuture<Thread> callback = job.thenApply(_ -> Thread.currentThread());

        pools.end(job, "result", null);

        assertSame(Thread.currentThread(), callback.get(PATIENCE_SECONDS, SECONDS));
    }

    @Test
    void slowCompletionsRunInOtherThreads() throws Exception {
        CompletableFuture<Thread> callback = job.thenApply(_ -> Thread.currentThread());

        pools.slow();
        pools.end(job, "result", null);

        assertNotSame(Thread.currentThread(), callback.get(PATIENCE_SECONDS, SECONDS));
    }

    @Test
    void completionsThatAreQuickAgainReturnToTheThreadThatHasTheResult() {
        Completions<String> timeless = TestCompletions.withoutTime();
        timeless.slow();

        Awaitility.await()
                .atMost(PATIENCE_SECONDS, SECONDS)
                .until(
                        () -> {
                            JobFuture<String> quick = new JobFuture<>(new NoPool<>());
                            CompletableFuture<Thread> callback =
                                    quick.thenApply(_ -> Thread.currentThread());
                            for (int i = 0; i < 100; i++) {
                                JobFuture<String> other = new JobFuture<>(new NoPool<>());
                                var _ = other.thenApply(_ -> 1);
                                timeless.end(other, "result", null);
                                other.join();
                            }
                            timeless.end(quick, "result", null);
                            return callback.join() == Thread.currentThread();
                        });
        timeless.settle(0);
    }

    @Test
    void theUsersExecutorRunsCallbacks() {
        CompletableFuture<String> callback = job.thenApply(result -> result + "!");

        users.end(job, "result", null);
        assertFalse(job.isDone());
        assertEquals(1, handedOver.size());
        handedOver.remove().run();

        assertEquals("result!", callback.join());
    }

    @Test
    void theUsersExecutorRunsCallbacksOfFailures() {
        CompletableFuture<String> callback = job.thenApply(result -> result + "!");

        users.end(job, null, new IllegalStateException("failed"));
        handedOver.remove().run();

        assertThrows(CompletionException.class, callback::join);
    }

    /** Otherwise, a callback that waits for a job would need another thread of the executor. */
    @Test
    void aWaitingThreadNeedsNoExecutor() throws Exception {
        CompletableFuture<String> joined = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().start(() -> joined.complete(job.join()));
        Awaitility.await().until(() -> job.getNumberOfDependents() == 1);

        users.end(job, "result", null);

        assertEquals("result", joined.get(PATIENCE_SECONDS, SECONDS));
        assertTrue(handedOver.isEmpty());
        waiting.join();
    }

    @Test
    void anExecutorThatRejectsACompletionLosesNoJob() throws Exception {
        Completions<String> refused =
                TestCompletions.with(
                        _ -> {
                            throw new RejectedExecutionException("full");
                        });
        CompletableFuture<String> callback = job.thenApply(result -> result + "!");

        refused.end(job, "result", null);

        assertEquals("result!", callback.get(PATIENCE_SECONDS, SECONDS));
        refused.settle(0);
    }

    @Test
    void aCompletionRunsOnceThoughItsExecutorRejectsItAfterwards() {
        AtomicInteger runs = new AtomicInteger();
        Completions<String> both =
                TestCompletions.with(
                        task -> {
                            task.run();
                            throw new RejectedExecutionException("too late");
                        });
        var _ = job.thenRun(runs::incrementAndGet);

        both.end(job, "result", null);
        both.settle(0);

        assertEquals(1, runs.get());
    }

    @Test
    void aCompletionThatAnExecutorForgetsEndsWhenThePoolStops() throws Exception {
        CompletableFuture<String> callback = job.thenApply(result -> result + "!");
        users.end(job, "result", null);

        users.settle(0);

        assertEquals("result!", callback.get(PATIENCE_SECONDS, SECONDS));
        handedOver.remove().run();
        assertEquals("result!", callback.join());
    }

    @Test
    void aStopDoesNotWaitForABlockedCallback() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        pools.slow();
        var _ = job.thenRun(() -> block(blocked));
        pools.end(job, "result", null);
        assertTrue(blocked.await(PATIENCE_SECONDS, SECONDS));

        pools.settle(SECONDS.toMillis(PATIENCE_SECONDS));

        assertTrue(job.isDone());
        assertEquals(1, unblock.getCount());
    }

    @Test
    void tooManyWaitingCompletionsBlockSubmissions() {
        for (int i = 0; i < TestCompletions.MAX_WAITING; i++) {
            assertFalse(users.isFull());
            JobFuture<String> other = new JobFuture<>(new NoPool<>());
            var _ = other.thenRun(() -> {});
            users.end(other, "result", null);
        }
        assertTrue(users.isFull());

        handedOver.remove().run();

        assertFalse(users.isFull());
    }

    @Test
    void aCallbackMayAlwaysSubmit() {
        CompletableFuture<Boolean> full = job.thenApply(_ -> users.isFull());
        users.end(job, "result", null);
        for (int i = 0; i < TestCompletions.MAX_WAITING; i++) {
            JobFuture<String> other = new JobFuture<>(new NoPool<>());
            var _ = other.thenRun(() -> {});
            users.end(other, "result", null);
        }
        assertTrue(users.isFull());

        handedOver.remove().run();

        assertFalse(full.join());
    }

    private void block(CountDownLatch blocked) {
        blocked.countDown();
        try {
            unblock.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
