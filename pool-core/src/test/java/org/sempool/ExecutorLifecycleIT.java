package org.sempool;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ExecutorTasks.awaitFile;
import static org.sempool.ExecutorTasks.awaiting;
import static org.sempool.ExecutorTasks.fill;
import static org.sempool.ExecutorTasks.go;
import static org.sempool.ExecutorTasks.nothing;
import static org.sempool.ExecutorTasks.noting;
import static org.sempool.ProcessExecutors.task;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** An executor ends by the JDK's contract, and its accepted tasks run even if main has ended. */
@Timeout(300)
final class ExecutorLifecycleIT {
    @TempDir private Path directory;

    @AfterAll
    static void nothingIsLeft() {
        Remains.assertNone();
    }

    @Test
    void aTerminatedExecutorRejectsTasksAndMayBeShutDownAgain() throws Exception {
        ExecutorService executor = ProcessExecutors.newFixedPool(1);
        CompletionService<String> service = new ExecutorCompletionService<>(executor);
        Future<String> accepted = executor.submit(task(() -> "a"));
        assertFalse(executor.isShutdown());
        assertFalse(executor.isTerminated());
        assertFalse(executor.awaitTermination(0, MINUTES));
        assertFalse(executor.awaitTermination(-1, MINUTES));
        assertThrows(
                NullPointerException.class,
                () -> executor.awaitTermination(1, nothing(TimeUnit.class)));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> executor.awaitTermination(1, MINUTES));
        assertFalse(executor.isShutdown());

        executor.close();

        assertEquals("a", accepted.resultNow());
        for (int i = 0; i < 2; i++) {
            assertTrue(executor.isShutdown());
            assertTrue(executor.isTerminated());
            assertTrue(executor.awaitTermination(0, MINUTES));
            for (Executable late :
                    List.<Executable>of(
                            () -> executor.submit(task(() -> "b")),
                            () -> executor.submit(noting(directory, "b")),
                            () -> executor.submit(noting(directory, "b"), "b"),
                            () -> executor.execute(noting(directory, "b")),
                            () -> executor.invokeAll(List.of(task(() -> "b"))),
                            () -> executor.invokeAll(List.of(task(() -> "b")), 1, MINUTES),
                            () -> executor.invokeAny(List.of(task(() -> "b"))),
                            () -> executor.invokeAny(List.of(task(() -> "b")), 1, MINUTES),
                            () -> service.submit(task(() -> "b")))) {
                assertThrows(RejectedExecutionException.class, late);
            }
            assertThrows(
                    NullPointerException.class, () -> executor.execute(nothing(Runnable.class)));
            assertEquals(List.of(), executor.invokeAll(List.of()));
            executor.shutdown();
            assertEquals(List.of(), executor.shutdownNow());
            executor.close();
        }
    }

    @Test
    void shutdownNowReturnsTheTasksThatNeverBeganInTheirOrder() throws Exception {
        ExecutorService executor = ProcessExecutors.newFixedPool(1);
        CompletionService<String> service = new ExecutorCompletionService<>(executor);
        Future<String> running = executor.submit(awaiting(directory, "runs"));
        awaitFile(directory, "runs");
        Future<String> first = executor.submit(task(() -> "first"));
        Future<String> cancelled = executor.submit(task(() -> "cancelled"));
        Future<String> second = service.submit(task(() -> "second"));
        Runnable third = noting(directory, "third");
        executor.execute(third);
        assertTrue(cancelled.cancel(false));

        List<Runnable> never = executor.shutdownNow();

        assertTrue(executor.isShutdown());
        assertEquals(3, never.size());
        assertSame(first, never.get(0));
        assertSame(second, never.get(1));
        assertSame(third, never.get(2));
        assertTrue(executor.awaitTermination(2, MINUTES));
        assertTrue(executor.isTerminated());
        // At once: a caller that knows that all tasks have ended does not wait.
        assertTrue(running.isDone());
        assertInstanceOf(PoolClosedException.class, running.exceptionNow());
        for (Future<String> future : List.of(first, second)) {
            assertEquals(Future.State.CANCELLED, future.state());
            assertThrows(CancellationException.class, future::get);
            ((RunnableFuture<?>) future).run();
        }
        assertSame(second, service.poll());
        assertFalse(Files.exists(directory.resolve("third")));
    }

    @Test
    void tasksThatWaitForRoomAreRejectedAtTheEnd() throws Exception {
        ExecutorService executor = ProcessExecutors.newFixedPool(1);
        List<Future<String>> accepted = fill(executor, directory);
        FutureTask<Future<String>> waiting =
                new FutureTask<>(() -> executor.submit(task(() -> "one too many")));
        Thread submitter = Thread.ofPlatform().daemon().start(waiting);
        Awaitility.await("it waits")
                .until(
                        () ->
                                Arrays.stream(submitter.getStackTrace())
                                        .anyMatch(f -> f.getMethodName().equals("trySubmit")));

        executor.shutdown();

        ExecutionException e =
                assertThrows(ExecutionException.class, () -> waiting.get(2, MINUTES));
        assertInstanceOf(RejectedExecutionException.class, e.getCause());
        go(directory);
        assertTrue(executor.awaitTermination(2, MINUTES));
        assertTrue(accepted.stream().allMatch(f -> f.state() == Future.State.SUCCESS));
    }

    @Test
    void anInterruptEndsCloseAndTheTasks() throws Exception {
        ExecutorService executor = ProcessExecutors.newFixedPool(1);
        Future<String> running = executor.submit(awaiting(directory, "runs"));
        Future<String> waiting = executor.submit(task(() -> "never"));
        awaitFile(directory, "runs");
        CompletableFuture<Boolean> flag = new CompletableFuture<>();

        Thread closer =
                Thread.ofPlatform()
                        .daemon()
                        .start(
                                () -> {
                                    executor.close();
                                    flag.complete(Thread.currentThread().isInterrupted());
                                });
        Awaitility.await("it is closing").until(executor::isShutdown);
        closer.interrupt();

        assertTrue(flag.get(2, MINUTES), "the interrupt flag stays set");
        assertTrue(executor.isTerminated());
        assertEquals(Future.State.FAILED, running.state());
        assertEquals(Future.State.CANCELLED, waiting.state());
    }

    /** Accepts tasks, and returns from main without any shutdown. */
    static final class Forgetful {
        private Forgetful() {}

        public static void main(String[] args) {
            @SuppressWarnings("resource") // that is the point
            ExecutorService executor = ProcessExecutors.newFixedPool(1);
            for (int i = 0; i < 3; i++) {
                executor.execute(noting(Path.of(args[0]), "done-" + i));
            }
        }
    }

    @Test
    void acceptedTasksRunAlthoughMainHasEndedWithoutShutdown() throws Exception {
        Process child =
                new ProcessBuilder(
                                TestJvm.command(
                                        Forgetful.class, List.of(), List.of(directory.toString())))
                        .inheritIO()
                        .start();
        try {
            assertTrue(child.waitFor(2, MINUTES), "the JVM exits when no task is left");
        } finally {
            child.destroyForcibly();
        }

        assertEquals(0, child.exitValue());
        for (int i = 0; i < 3; i++) {
            assertTrue(Files.exists(directory.resolve("done-" + i)));
        }
    }

    @Test
    void aClassThatAStopHasDamagedDoesNotFailTheNextTask() throws Exception {
        String path = directory.toString();
        try (ExecutorService executor = ProcessExecutors.newFixedPool(1)) {
            Future<String> stopped = executor.submit(task(() -> Slow.use(path)));
            awaitFile(directory, "initializing");
            assertTrue(stopped.cancel(true));
            awaitFile(directory, "stopped");
            Files.createFile(directory.resolve("quickly"));

            assertEquals("used", executor.submit(task(() -> Slow.use(path))).get(2, MINUTES));
        }
    }

    /** Takes long to be used for the first time. */
    static final class Slow {
        private Slow() {}

        static String use(String path) {
            System.setProperty("slow.path", path);
            return Constant.VALUE;
        }

        private static final class Constant {
            static final String VALUE = initialize();

            private static String initialize() {
                Path directory = Path.of(System.getProperty("slow.path"));
                noting(directory, "initializing").run();
                try {
                    ExecutorTasks.untilThere(directory.resolve("quickly"));
                } catch (InterruptedException e) {
                    noting(directory, "stopped").run();
                    throw new IllegalStateException(e);
                }
                return "used";
            }
        }
    }

    @Test
    void getOfATaskMayTimeOutWhileTheExecutorEnds() throws Exception {
        ExecutorService executor = ProcessExecutors.newFixedPool(1);
        Future<String> running = executor.submit(awaiting(directory, "runs"));
        executor.shutdown();

        assertThrows(
                java.util.concurrent.TimeoutException.class, () -> running.get(1, MILLISECONDS));

        go(directory);
        assertEquals("runs", running.get(2, MINUTES));
        executor.close();
    }
}
