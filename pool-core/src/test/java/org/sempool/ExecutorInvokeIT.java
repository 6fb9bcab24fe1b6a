package org.sempool;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ExecutorTasks.awaitFile;
import static org.sempool.ExecutorTasks.awaiting;
import static org.sempool.ExecutorTasks.dying;
import static org.sempool.ExecutorTasks.fill;
import static org.sempool.ExecutorTasks.go;
import static org.sempool.ExecutorTasks.nothing;
import static org.sempool.ExecutorTasks.throwing;
import static org.sempool.ProcessExecutors.task;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** invokeAll and invokeAny keep the JDK's contract, also when there is no room for their tasks. */
@Timeout(300)
final class ExecutorInvokeIT {
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

    /** The executor still has all its workers and runs the next task. */
    private static void assertWorks() throws Exception {
        assertEquals("next", executor.submit(task(() -> "next")).get(2, MINUTES));
    }

    private static List<Future.State> states(List<? extends Future<?>> futures) {
        return futures.stream().map(Future::state).toList();
    }

    // nulls and nothing

    @Test
    @SuppressWarnings("unchecked")
    void nullsAreRejected() throws Exception {
        Collection<Callable<String>> none = nothing(Collection.class);
        TimeUnit noUnit = nothing(TimeUnit.class);
        List<Callable<String>> withNull =
                Arrays.asList(awaiting(directory, "cancelled"), nothing(Callable.class));
        List<Callable<String>> one = List.of(awaiting(directory, "never"));

        for (Executable bad :
                List.<Executable>of(
                        () -> executor.invokeAll(none),
                        () -> executor.invokeAll(none, 1, MINUTES),
                        () -> executor.invokeAll(one, 1, noUnit),
                        () -> executor.invokeAll(withNull),
                        () -> executor.invokeAll(withNull, 1, MINUTES),
                        () -> executor.invokeAny(none),
                        () -> executor.invokeAny(none, 1, MINUTES),
                        () -> executor.invokeAny(one, 1, noUnit),
                        () -> executor.invokeAny(withNull),
                        () -> executor.invokeAny(withNull, 1, MINUTES))) {
            assertThrows(NullPointerException.class, bad);
        }
        assertWorks();
    }

    @Test
    void withoutTasksInvokeAllReturnsAndInvokeAnyFails() throws Exception {
        List<Callable<String>> none = List.of();

        assertEquals(List.of(), executor.invokeAll(none));
        assertEquals(List.of(), executor.invokeAll(none, 0, MILLISECONDS));
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(none));
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(none, 1, MINUTES));
    }

    @Test
    void aTaskThatCannotTravelIsRejectedAndTheOthersAreCancelled() throws Exception {
        Thread thread = Thread.currentThread();
        List<Callable<String>> tasks = List.of(awaiting(directory, "a"), thread::toString);

        assertThrows(RejectedExecutionException.class, () -> executor.invokeAll(tasks));
        assertThrows(RejectedExecutionException.class, () -> executor.invokeAny(tasks));
        assertWorks();
    }

    // timeouts

    @Test
    void invokeAllKeepsTheResultsThatWereInTime() throws Exception {
        List<Callable<String>> tasks =
                List.of(task(() -> "a"), awaiting(directory, "b"), task(() -> "c"));
        boolean firstWasDone = false;
        // The duration of the first task depends on the machine.
        for (long timeout = 100; !firstWasDone; timeout *= 2) {
            List<Future<String>> futures = executor.invokeAll(tasks, timeout, MILLISECONDS);

            assertTrue(futures.get(1).isCancelled());
            assertTrue(futures.get(2).isCancelled());
            firstWasDone = futures.getFirst().state() == Future.State.SUCCESS;
            assertTrue(firstWasDone || futures.getFirst().isCancelled());
        }
        assertWorks();
    }

    @Test
    void aTimeoutMayBeZeroOrForever() throws Exception {
        List<Callable<String>> tasks = List.of(awaiting(directory, "never"));
        List<Callable<String>> quick = List.of(task(() -> "a"));

        for (long timeout : new long[] {0, -1, Long.MIN_VALUE}) {
            assertEquals(
                    List.of(Future.State.CANCELLED),
                    states(executor.invokeAll(tasks, timeout, DAYS)));
            assertThrows(TimeoutException.class, () -> executor.invokeAny(tasks, timeout, DAYS));
        }
        assertEquals("a", executor.invokeAll(quick, Long.MAX_VALUE, DAYS).getFirst().get());
        assertEquals("a", executor.invokeAny(quick, Long.MAX_VALUE, DAYS));
    }

    @Test
    void timeoutsAndInterruptsWorkWhileThereIsNoRoom() throws Exception {
        List<Callable<String>> tasks = List.of(task(() -> "a"), task(() -> "b"));
        List<Future<String>> filling = fill(executor, directory);

        assertEquals(
                List.of(Future.State.CANCELLED, Future.State.CANCELLED),
                states(executor.invokeAll(tasks, 50, MILLISECONDS)));
        assertThrows(TimeoutException.class, () -> executor.invokeAny(tasks, 50, MILLISECONDS));

        for (Executable waiting :
                List.<Executable>of(
                        () -> executor.invokeAll(tasks),
                        () -> executor.invokeAll(tasks, 1, DAYS),
                        () -> executor.invokeAny(tasks),
                        () -> executor.invokeAny(tasks, 1, DAYS))) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, waiting);
            assertFalse(Thread.interrupted(), "the exception reports the interrupt");
        }
        for (Executable waiting :
                List.<Executable>of(
                        () -> executor.submit(tasks.getFirst()),
                        () -> executor.execute(ExecutorTasks.noting(directory, "never")))) {
            Thread.currentThread().interrupt();
            assertThrows(RejectedExecutionException.class, waiting);
            assertTrue(Thread.interrupted(), "the flag stays set");
        }

        go(directory);
        for (Future<String> future : filling) {
            assertEquals("filling", future.get(2, MINUTES));
        }
    }

    @Test
    void anInterruptedThreadCanSubmitIfThereIsRoom() throws Exception {
        Thread.currentThread().interrupt();
        Future<String> future = executor.submit(task(() -> "a"));
        assertTrue(Thread.interrupted());
        assertEquals("a", future.get());
    }

    @Test
    void anInterruptWhileTasksRunCancelsThem() throws Exception {
        Thread me = Thread.currentThread();
        for (String name : List.of("all", "any")) {
            List<Callable<String>> tasks =
                    List.of(awaiting(directory, name), awaiting(directory, "never"));
            Thread interrupter =
                    Thread.startVirtualThread(
                            () -> {
                                awaitFile(directory, name);
                                me.interrupt();
                            });

            assertThrows(
                    InterruptedException.class,
                    () -> {
                        var _ =
                                name.equals("all")
                                        ? executor.invokeAll(tasks)
                                        : executor.invokeAny(tasks);
                    });

            interrupter.join();
            assertWorks();
        }
    }

    // failures and deaths

    @Test
    void invokeAllReturnsHowEachTaskEnded() throws Exception {
        List<Future<String>> futures =
                executor.invokeAll(
                        List.<Callable<String>>of(
                                task(() -> "a"),
                                dying(),
                                throwing(new IllegalStateException()),
                                task(() -> "b")));

        assertEquals(
                List.of(
                        Future.State.SUCCESS,
                        Future.State.FAILED,
                        Future.State.FAILED,
                        Future.State.SUCCESS),
                states(futures));
        assertInstanceOf(WorkerDiedException.class, futures.get(1).exceptionNow());
    }

    /** As many deaths in a row as would make the pool give up if the workers had done no job. */
    @Test
    void eachTaskThatKillsItsWorkerFails() throws Exception {
        List<Future<String>> futures =
                executor.invokeAll(Collections.nCopies(6, dying()), 2, MINUTES);

        for (Future<String> future : futures) {
            assertEquals(Future.State.FAILED, future.state());
            assertInstanceOf(WorkerDiedException.class, future.exceptionNow());
        }
        assertWorks();
    }

    @Test
    void invokeAnySucceedsIfOneTaskDoes() throws Exception {
        assertEquals(
                "a",
                executor.invokeAny(
                        List.<Callable<Object>>of(
                                dying(),
                                throwing(new IllegalStateException()),
                                // A result that cannot be read here is not a success.
                                task(() -> new ProcessExecutorsIT.Custom("x")),
                                task(() -> "a")),
                        2,
                        MINUTES));
    }

    @Test
    void invokeAnyFailsWithTheLastFailure() {
        ExecutionException e =
                assertThrows(
                        ExecutionException.class,
                        () ->
                                executor.invokeAny(
                                        List.<Callable<String>>of(
                                                dying(),
                                                throwing(new IllegalStateException("last")))));

        IllegalStateException cause = assertInstanceOf(IllegalStateException.class, e.getCause());
        assertEquals("last", cause.getMessage());
    }
}
