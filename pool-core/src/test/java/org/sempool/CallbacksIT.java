package org.sempool;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callbacks on the futures of jobs may block, even on the pool itself, and no job is lost by them.
 */
@Timeout(120)
final class CallbacksIT {
    private final ExecutorService single = Executors.newSingleThreadExecutor();

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        single.shutdownNow();
        assertTrue(single.awaitTermination(60, SECONDS));
        Remains.assertNone();
        Awaitility.await().until(() -> threads("sempool-completion-") == 0);
    }

    @Test
    void callbacksThatWaitForOtherJobsDoNotHoldUpThePool() {
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEachEnds(2_000, pool, i -> pool.submit("echo " + i).join());
        }
    }

    /** Ending the second job takes another thread. */
    @Test
    void callbacksThatWaitForOtherCallbacksDoNotHoldUpThePool() {
        try (WorkerPool<String, String> pool = builder().build()) {
            assertEachEnds(
                    2_000, pool, i -> pool.submit("echo " + i).thenApply(text -> text).join());
        }
    }

    @Test
    void oneThreadOfAnExecutorSufficesForCallbacksThatWait() {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        try (WorkerPool<String, String> pool = builder().callbackExecutor(single).build()) {
            assertEachEnds(
                    500,
                    pool,
                    i -> {
                        seen.add(Thread.currentThread());
                        return pool.submit("echo " + i).join();
                    });
        }
        // A callback that is attached to a job that has ended runs at once.
        seen.remove(Thread.currentThread());
        assertEquals(1, seen.size());
    }

    @Test
    void failuresAlsoGoToTheUsersExecutor() throws Exception {
        Thread users = single.submit(Thread::currentThread).get();
        try (WorkerPool<String, String> pool =
                builder().attempts(1).callbackExecutor(single).build()) {
            CompletableFuture<Thread> callback;
            do {
                callback = pool.submit("halt 3").handle((_, _) -> Thread.currentThread());
                // If the job had ended before, the callback ran at once, in this thread.
            } while (callback.isDone() && callback.join() == Thread.currentThread());

            assertEquals(users, callback.join());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCallbackMayCloseThePool(boolean usersExecutor) throws Exception {
        WorkerPoolBuilder<String, String> builder = builder();
        if (usersExecutor) {
            var _ = builder.callbackExecutor(single);
        }
        WorkerPool<String, String> pool = builder.build();
        CountDownLatch submitted = new CountDownLatch(1);
        CompletableFuture<Void> first =
                pool.submit("sleep 300")
                        .thenRun(
                                () -> {
                                    awaitQuietly(submitted);
                                    pool.close();
                                });
        List<CompletableFuture<String>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(pool.submit("echo " + i).thenApply(text -> text));
        }
        submitted.countDown();

        first.get(60, SECONDS);

        for (int i = 0; i < 50; i++) {
            assertEquals("" + i, others.get(i).get(60, SECONDS));
        }
    }

    @Test
    void jobsThatWaitForTheUsersExecutorCountForTheBoundOfTheQueue() {
        ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        try (WorkerPool<String, String> pool =
                builder().queue(4).callbackExecutor(waiting::add).build()) {
            List<Future<String>> accepted = new ArrayList<>();
            Awaitility.await()
                    .until(
                            () -> {
                                Optional<CompletableFuture<String>> job =
                                        pool.trySubmit("echo " + accepted.size());
                                job.ifPresent(f -> accepted.add(f.thenApply(text -> text)));
                                return waiting.size() >= 4 && job.isEmpty();
                            });
            // In the jobs queue, in the results queue, with the executor, and one in between.
            assertTrue(accepted.size() <= 3 * 4 + 1, accepted.size() + " jobs");

            Awaitility.await()
                    .until(
                            () -> {
                                Optional.ofNullable(waiting.poll()).ifPresent(Runnable::run);
                                return accepted.stream().allMatch(Future::isDone);
                            });
        }
    }

    @Test
    void anExecutorThatWasShutDownLosesNoJob() {
        single.shutdown();
        try (WorkerPool<String, String> pool = builder().callbackExecutor(single).build()) {
            assertEquals("1!", pool.submit("echo 1").thenApply(text -> text + "!").join());
        }
    }

    @Test
    void aJobThatWaitsForAnExecutorCanBeEndedByTheUser() throws Exception {
        try (WorkerPool<String, String> pool = builder().callbackExecutor(_ -> {}).build()) {
            CompletableFuture<String> job;
            CompletableFuture<String> callback;
            do {
                job = pool.submit("echo x");
                callback = job.thenApply(text -> text);
                // If the job had ended before, the callback ran at once, without the executor.
            } while (callback.isDone());
            var _ = job.completeOnTimeout("late", 100, MILLISECONDS);

            assertEquals("late", callback.get(60, SECONDS));
        }
    }

    @Test
    void aJobThatAnExecutorNeverRunsEndsWithThePool() throws Exception {
        CompletableFuture<String> result;
        CompletableFuture<String> failure;
        try (WorkerPool<String, String> pool = builder().callbackExecutor(_ -> {}).build()) {
            result = pool.submit("echo 1").thenApply(text -> text + "!");
            failure = pool.submit("throw 1").thenApply(text -> text + "!");
        }

        assertEquals("1!", result.get(60, SECONDS));
        assertThrows(CompletionException.class, failure::join);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void assertEachEnds(
            int jobs, WorkerPool<String, String> pool, UnaryOperator<String> callback) {
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            all.add(pool.submit("echo " + i).thenApply(callback));
        }
        for (int i = 0; i < jobs; i++) {
            assertEquals("" + i, all.get(i).join());
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static WorkerPoolBuilder<String, String> builder() {
        return TestPools.builder(TestHandlers.Obey.class).workers(2);
    }
}
