package org.sempool;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ExecutorTasks.awaitFile;
import static org.sempool.ExecutorTasks.awaiting;
import static org.sempool.ExecutorTasks.go;
import static org.sempool.ExecutorTasks.nothing;
import static org.sempool.ExecutorTasks.noting;
import static org.sempool.ExecutorTasks.throwing;
import static org.sempool.ProcessExecutors.task;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The futures of tasks keep the JDK's contract, also with a completion service. */
@Timeout(300)
final class ExecutorFuturesIT {
    private static ExecutorService executor;

    @TempDir private Path directory;

    @BeforeAll
    static void start() {
        executor = ProcessExecutors.newFixedPool(1);
    }

    @AfterAll
    static void nothingIsLeft() {
        executor.close();
        Remains.assertNone();
    }

    // the states of a future

    @Test
    void aTaskIsRunningUntilItHasSucceeded() throws Exception {
        Future<String> future = executor.submit(awaiting(directory, "a"));

        assertEquals(Future.State.RUNNING, future.state());
        assertFalse(future.isDone());
        assertThrows(IllegalStateException.class, future::resultNow);
        assertThrows(IllegalStateException.class, future::exceptionNow);

        go(directory);
        assertEquals("a", future.get(2, MINUTES));
        assertEquals(Future.State.SUCCESS, future.state());
        assertEquals("a", future.resultNow());
        assertSame(future.resultNow(), future.get(), "the result is read only once");
        assertThrows(IllegalStateException.class, future::exceptionNow);
        assertFalse(future.cancel(true));
        assertFalse(future.isCancelled());
    }

    @Test
    void whatATaskThrowsIsItsException() throws Exception {
        for (Throwable thrown :
                List.of(
                        new IllegalStateException("a"),
                        new AssertionError("b"),
                        // None of these ends the future differently.
                        new CancellationException("c"),
                        new CompletionException("d", new IllegalStateException()),
                        new ExecutionException("e", new IllegalStateException()),
                        new TimeoutException("f"),
                        new InterruptedException("g"),
                        new StackOverflowError("h"))) {
            Future<String> future = executor.submit(throwing(thrown));

            ExecutionException e = assertThrows(ExecutionException.class, future::get);

            Throwable cause = assertInstanceOf(thrown.getClass(), e.getCause());
            assertEquals(thrown.getMessage(), cause.getMessage());
            assertEquals(Future.State.FAILED, future.state());
            assertSame(cause, future.exceptionNow());
            assertTrue(future.isDone());
            assertFalse(future.isCancelled());
            assertThrows(IllegalStateException.class, future::resultNow);
            assertFalse(future.cancel(true));
        }
    }

    @Test
    void aCancelledTaskHasNeitherResultNorException() throws Exception {
        Future<String> running = executor.submit(awaiting(directory, "runs"));
        awaitFile(directory, "runs");
        Future<?> waiting = executor.submit(noting(directory, "never"));

        for (Future<?> future : List.of(waiting, running)) {
            assertTrue(future.cancel(true));
            assertTrue(future.isCancelled());
            assertTrue(future.isDone());
            assertEquals(Future.State.CANCELLED, future.state());
            assertThrows(CancellationException.class, future::get);
            assertThrows(CancellationException.class, () -> future.get(1, MINUTES));
            assertThrows(IllegalStateException.class, future::resultNow);
            assertThrows(IllegalStateException.class, future::exceptionNow);
            assertFalse(future.cancel(false));
            // As with any future that has ended, this does nothing.
            ((RunnableFuture<?>) future).run();
        }
        assertEquals("next", executor.submit(task(() -> "next")).get());
        assertFalse(Files.exists(directory.resolve("never")));
    }

    @Test
    void cancelWithoutInterruptLetsATaskRunToItsEnd() throws Exception {
        String path = directory.toString();
        Future<?> future =
                executor.submit(
                        task(
                                () -> {
                                    String result = awaiting(Path.of(path), "begun").call();
                                    noting(Path.of(path), "ended").run();
                                    return result;
                                }));
        awaitFile(directory, "begun");

        assertTrue(future.cancel(false));

        go(directory);
        awaitFile(directory, "ended");
        assertThrows(CancellationException.class, future::get);
    }

    @Test
    void getWaitsNoLongerThanItsTimeout() throws Exception {
        Future<String> future = executor.submit(awaiting(directory, "a"));

        assertThrows(TimeoutException.class, () -> future.get(1, MILLISECONDS));
        assertThrows(TimeoutException.class, () -> future.get(0, MILLISECONDS));
        assertThrows(TimeoutException.class, () -> future.get(-1, MILLISECONDS));
        assertThrows(NullPointerException.class, () -> future.get(1, nothing(TimeUnit.class)));

        assertFalse(future.isDone());
        go(directory);
        assertEquals("a", future.get(Long.MAX_VALUE, TimeUnit.DAYS));
    }

    @Test
    void othersCannotCompleteAFuture() throws Exception {
        Future<String> future = executor.submit(task(() -> "a"));

        assertFalse(future instanceof CompletableFuture);
        assertEquals("a", future.get());
    }

    @Test
    void aFutureThatIsExecutedAgainRunsOnce() throws Exception {
        Future<?> future = executor.submit(noting(directory, "runs"));
        executor.execute((Runnable) future);
        assertNull(future.get());
        executor.execute((Runnable) future);

        assertEquals("next", executor.submit(task(() -> "next")).get());
        assertEquals("x", Files.readString(directory.resolve("runs")));
    }

    @Test
    void aResultThatCannotTravelIsNamed() {
        Future<List<Object>> future =
                executor.submit(task(() -> new ArrayList<>(List.of("a", new Object()))));

        ExecutionException e = assertThrows(ExecutionException.class, future::get);

        assertTrue(
                String.valueOf(e.getCause())
                        .contains(
                                "the task's result cannot be serialized: [1] is a"
                                        + " java.lang.Object, which is not Serializable"),
                "" + e.getCause());
    }

    /** Nested too deeply for any stack. */
    private static List<Object> bottomless() {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < 1_000_000; i++) {
            list = new ArrayList<>(List.of(list));
        }
        return list;
    }

    @Test
    void objectsThatAreNestedTooDeeplyCannotTravel() {
        List<Object> list = bottomless();
        RejectedExecutionException rejected =
                assertThrows(
                        RejectedExecutionException.class,
                        () -> executor.submit(task(() -> list.size())));
        assertEquals(
                "the task cannot be serialized: java.lang.StackOverflowError",
                rejected.getMessage());

        Future<?> future = executor.submit(task(ExecutorFuturesIT::bottomless));
        ExecutionException e = assertThrows(ExecutionException.class, future::get);
        assertTrue(
                String.valueOf(e.getMessage())
                        .endsWith(
                                "the task's result cannot be serialized:"
                                        + " java.lang.StackOverflowError"),
                e.getMessage());
    }

    /** Returns which of its methods was called. */
    private static final class Both implements Runnable, Callable<String>, Serializable {
        private static final long serialVersionUID = 1L;

        private final String path;

        Both(Path directory) {
            path = directory.toString();
        }

        @Override
        public void run() {
            noting(Path.of(path), "run").run();
        }

        @Override
        public String call() {
            noting(Path.of(path), "called").run();
            return "called";
        }
    }

    @Test
    void aTaskOfBothTypesRunsAsTheTypeItWasSubmittedAs() throws Exception {
        Both both = new Both(directory);

        assertNull(executor.submit((Runnable) both).get());
        assertEquals("mine", executor.submit(both, "mine").get());
        executor.execute(both);
        assertEquals("called", executor.submit((Callable<String>) both).get());

        assertEquals("xxx", Files.readString(directory.resolve("run")));
        assertEquals("x", Files.readString(directory.resolve("called")));
    }

    @Test
    void anInterruptThatATaskLeavesDoesNotReachTheNext() throws Exception {
        Future<String> future =
                executor.submit(
                        task(
                                () -> {
                                    Thread.currentThread().interrupt();
                                    return "a";
                                }));

        assertEquals("a", future.get());
        assertEquals(false, executor.submit(task(Thread::interrupted)).get());
    }

    @Test
    void aResultThatIsTooDeepSaysHowToRaiseTheLimit() throws Exception {
        Callable<ArrayList<Object>> deep =
                task(
                        () -> {
                            ArrayList<Object> list = new ArrayList<>();
                            for (int i = 0; i < 150; i++) {
                                list = new ArrayList<>(List.of(list));
                            }
                            return list;
                        });
        Future<ArrayList<Object>> tooDeep = executor.submit(deep);

        ExecutionException e = assertThrows(ExecutionException.class, tooDeep::get);

        assertTrue(
                String.valueOf(e.getMessage())
                        .contains(
                                "the task's result is nested more deeply than maxdepth=100 allows;"
                                        + " if this is intended, add more to the setting allowed:"
                                        + " \"maxdepth=...\""),
                e.getMessage());
        try (ExecutorService own = ProcessExecutors.newFixedPool(1, "maxdepth=1000")) {
            assertEquals(1, own.submit(deep).get().size());
        }
    }

    /** Sets that contain each other; each level doubles the time that their hash codes take. */
    private static Set<Object> bomb() {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            Set<Object> nextLeft = new HashSet<>(Set.of("left"));
            Set<Object> nextRight = new HashSet<>();
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        return root;
    }

    @Test
    void aResultThatTakesForeverToReadHoldsUpOnlyItsReader() throws Exception {
        Future<Set<Object>> bomb = executor.submit(task(ExecutorFuturesIT::bomb));

        assertEquals("next", executor.submit(task(() -> "next")).get());
        Awaitility.await("it has ended").until(bomb::isDone);
    }

    // ExecutorCompletionService

    @Test
    void aCompletionServiceReturnsEndedTasks() throws Exception {
        CompletionService<String> service = new ExecutorCompletionService<>(executor);
        assertNull(service.poll());

        Future<String> first = service.submit(awaiting(directory, "a"));
        awaitFile(directory, "a");
        Future<String> cancelled = service.submit(awaiting(directory, "b"));
        Future<String> failed = service.submit(throwing(new IllegalStateException("c")));
        Future<String> last = service.submit(noting(directory, "d"), "mine");
        assertNull(service.poll());
        assertNull(service.poll(1, MILLISECONDS));

        assertTrue(cancelled.cancel(true));
        assertSame(cancelled, service.take());
        go(directory);
        assertSame(first, service.take());
        assertSame(failed, service.take());
        assertSame(last, service.poll(2, MINUTES));
        assertEquals("a", first.get());
        assertEquals(Future.State.FAILED, failed.state());
        assertEquals("mine", last.get());
        assertNull(service.poll());
    }

    @Test
    @SuppressWarnings("unchecked") // a null of any kind
    void aCompletionServiceRejectsWhatAnExecutorRejects() throws Exception {
        CompletionService<String> service = new ExecutorCompletionService<>(executor);
        Thread thread = Thread.currentThread();

        assertThrows(NullPointerException.class, () -> service.submit(nothing(Callable.class)));
        assertThrows(RejectedExecutionException.class, () -> service.submit(thread::toString));
        assertNull(service.poll());
        // A wrapper that runs no task of this executor is not a task.
        assertThrows(
                RejectedExecutionException.class,
                () -> executor.execute(new java.util.concurrent.FutureTask<>(() -> "here")));
    }
}
