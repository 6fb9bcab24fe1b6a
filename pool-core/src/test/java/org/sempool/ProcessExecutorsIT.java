package org.sempool;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.sempool.ProcessExecutors.task;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An executor of processes keeps the JDK's contract of ExecutorService, method by method. */
@Timeout(300)
final class ProcessExecutorsIT {
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

    private interface SerializableRunnable extends Runnable, Serializable {}

    /** A result or exception of the user's. */
    public record Custom(String text) implements Serializable {}

    /** An exception of the user's. */
    public static final class CustomException extends Exception {
        private static final long serialVersionUID = 1L;

        CustomException(String message) {
            super(message);
        }
    }

    // submit

    @Test
    void submitRunsATaskInAnotherProcess() throws Exception {
        long here = ProcessHandle.current().pid();

        Future<Long> there = executor.submit(task(() -> ProcessHandle.current().pid()));

        assertNotEquals(here, there.get());
        assertEquals(Future.State.SUCCESS, there.state());
        assertTrue(there.isDone());
    }

    @Test
    void aResultMayBeNull() throws Exception {
        assertNull(executor.submit(task(() -> null)).get());
    }

    @Test
    void submitOfARunnableReturnsNullOrTheGivenResult() throws Exception {
        SerializableRunnable nothing = () -> {};
        Object mine = new Object();

        assertNull(executor.submit(nothing).get());
        assertSame(mine, executor.submit(nothing, mine).get());
    }

    @Test
    void theExceptionOfATaskIsTheCause() {
        Future<Object> future =
                executor.submit(
                        task(
                                () -> {
                                    throw new IOException("no disk");
                                }));

        ExecutionException e = assertThrows(ExecutionException.class, future::get);

        IOException cause = assertInstanceOf(IOException.class, e.getCause());
        assertEquals("no disk", cause.getMessage());
        assertEquals(Future.State.FAILED, future.state());
    }

    @Test
    void anExceptionThatIsNotAllowedArrivesAsText() {
        Future<Object> future =
                executor.submit(
                        task(
                                () -> {
                                    throw new CustomException("mine");
                                }));

        ExecutionException e = assertThrows(ExecutionException.class, future::get);

        JobFailedException cause = assertInstanceOf(JobFailedException.class, e.getCause());
        assertEquals(CustomException.class.getName(), cause.remoteType());
        assertEquals("mine", cause.remoteMessage());
    }

    @Test
    void aResultThatIsNotAllowedIsNamed() {
        Future<Custom> future = executor.submit(task(() -> new Custom("a")));

        ExecutionException e = assertThrows(ExecutionException.class, future::get);

        assertTrue(
                String.valueOf(e.getMessage())
                        .contains(
                                Custom.class.getName()
                                        + ", which is not allowed; add to the setting"
                                        + " allowed: \"org.sempool.*\""),
                e.getMessage());
    }

    @Test
    void allowedResultsArrive() throws Exception {
        try (ExecutorService own = ProcessExecutors.newFixedPool(1, "org.sempool.*")) {
            assertEquals(new Custom("a"), own.submit(task(() -> new Custom("a"))).get());
            Future<Object> failed =
                    own.submit(
                            task(
                                    () -> {
                                        throw new CustomException("mine");
                                    }));

            ExecutionException e = assertThrows(ExecutionException.class, failed::get);

            assertInstanceOf(CustomException.class, e.getCause());
        }
    }

    /** Fails when it is read. */
    public static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream stream) {
            throw new AssertionError("unreadable");
        }
    }

    @Test
    void aResultThatFailsToBeReadEndsTheTask() throws Exception {
        try (ExecutorService own = ProcessExecutors.newFixedPool(1, "org.sempool.*")) {
            Future<Unreadable> future = own.submit(task(Unreadable::new));

            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> future.get(60, SECONDS));

            assertTrue(String.valueOf(e.getMessage()).contains("unreadable"), e.getMessage());
        }
    }

    @Test
    void aMalformedPatternIsNamed() {
        for (String bad : List.of("", "!com.acme.*", "a;b", "maxdeep=5", "maxdepth=-1")) {
            IllegalArgumentException e =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> ProcessExecutors.newFixedPool(1, bad));
            assertTrue(String.valueOf(e.getMessage()).startsWith("allowed=" + bad + " is"), "" + e);
        }
    }

    @Test
    @SuppressWarnings("unchecked") // a null of any kind
    void aNullTaskIsRejected() {
        assertThrows(NullPointerException.class, () -> executor.submit(nothing(Runnable.class)));
        assertThrows(NullPointerException.class, () -> executor.submit(nothing(Callable.class)));
        assertThrows(NullPointerException.class, () -> executor.execute(nothing(Runnable.class)));
        assertThrows(NullPointerException.class, () -> executor.invokeAll(nothing(List.class)));
        assertThrows(NullPointerException.class, () -> executor.invokeAny(nothing(List.class)));
    }

    @SuppressWarnings({"NullAway", "unused"})
    private static <T> T nothing(Class<T> type) {
        return null;
    }

    // what cannot travel

    @Test
    void aLambdaThatIsNotSerializableIsRejected() {
        rejected(
                () -> 1,
                "the lambda is not serializable; submit it to a variable of type"
                        + " ProcessExecutorService, or wrap it in ProcessExecutors.task(...)");
    }

    @Test
    void theCapturedVariableAtFaultIsNamed() {
        Thread thread = Thread.currentThread();
        String text = "fine";

        rejected(
                task(() -> text + thread),
                "captured variable 2 of the lambda in "
                        + ProcessExecutorsIT.class.getName()
                        + " is a java.lang.Thread, which is not Serializable");
    }

    private static final class Holder implements Callable<String>, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final List<Object> parts = new ArrayList<>(List.of("a"));

        @Override
        public String call() {
            return "" + parts;
        }
    }

    @Test
    void theFieldAtFaultIsNamed() {
        Holder inner = new Holder();
        inner.parts.add(new Object());
        Holder outer = new Holder();
        outer.parts.add(inner);

        rejected(
                outer, "Holder.parts[1].parts[1] is a java.lang.Object, which is not Serializable");
    }

    private static void rejected(Callable<?> task, String why) {
        RejectedExecutionException e =
                assertThrows(RejectedExecutionException.class, () -> executor.submit(task));
        assertTrue(String.valueOf(e.getMessage()).endsWith(why), e.getMessage());
    }

    // cancel and interrupt

    @Test
    void aRunningTaskIsInterruptedAndAWaitingOneNeverRuns() throws Exception {
        String begun = directory.resolve("begun").toString();
        String interrupted = directory.resolve("interrupted").toString();
        String never = directory.resolve("never").toString();
        Future<?> running = executor.submit(sleeping(begun, interrupted));
        Awaitility.await("it runs").until(() -> Files.exists(Path.of(begun)));
        Future<?> waiting =
                executor.submit(task(() -> Files.createFile(Path.of(never)).toString()));

        assertTrue(waiting.cancel(false));
        assertTrue(running.cancel(true));

        assertThrows(CancellationException.class, running::get);
        assertTrue(running.isCancelled());
        assertEquals(Future.State.CANCELLED, waiting.state());
        assertEquals("next", executor.submit(task(() -> "next")).get());
        Awaitility.await("it was told").until(() -> Files.exists(Path.of(interrupted)));
        assertFalse(Files.exists(Path.of(never)));
        assertFalse(running.cancel(true), "it was already cancelled");
    }

    private static Callable<String> sleeping(String begun, String interrupted) {
        return task(
                () -> {
                    Files.createFile(Path.of(begun));
                    try {
                        Thread.sleep(600_000);
                    } catch (InterruptedException e) {
                        Files.createFile(Path.of(interrupted));
                    }
                    return "";
                });
    }

    @Test
    void anInterruptedWaitDoesNotAffectTheTask() throws Exception {
        String go = directory.resolve("go").toString();
        Future<String> future = executor.submit(awaiting(go, "done"));
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, future::get);
        assertThrows(TimeoutException.class, () -> future.get(1, MILLISECONDS));

        Files.createFile(Path.of(go));
        assertEquals("done", future.get());
    }

    private static Callable<String> awaiting(String file, String result) {
        return task(
                () -> {
                    ExecutorTasks.untilThere(Path.of(file));
                    return result;
                });
    }

    @Test
    void aTaskWhoseWorkerDiesRunsOnce() throws Exception {
        String runs = Files.createFile(directory.resolve("runs")).toString();
        Future<Object> future =
                executor.submit(
                        task(
                                () -> {
                                    Files.writeString(
                                            Path.of(runs),
                                            "x",
                                            java.nio.file.StandardOpenOption.APPEND);
                                    Runtime.getRuntime().halt(7);
                                    return null;
                                }));

        ExecutionException e = assertThrows(ExecutionException.class, future::get);

        assertInstanceOf(WorkerDiedException.class, e.getCause());
        assertEquals("next", executor.submit(task(() -> "next")).get());
        assertEquals("x", Files.readString(Path.of(runs)));
    }

    // execute

    @Test
    void executeRunsATask() {
        String file = directory.resolve("executed").toString();
        SerializableRunnable touch =
                () -> {
                    try {
                        Files.createFile(Path.of(file));
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                };

        executor.execute(touch);

        Awaitility.await("it has run").until(() -> Files.exists(Path.of(file)));
    }

    // invokeAll

    @Test
    void invokeAllWaitsForAllAndKeepsTheirOrder() throws Exception {
        List<Callable<Integer>> tasks =
                List.of(
                        task(() -> 1),
                        task(
                                () -> {
                                    throw new IllegalStateException("two");
                                }),
                        task(() -> 3));

        List<Future<Integer>> futures = executor.invokeAll(tasks);

        assertEquals(
                List.of(Future.State.SUCCESS, Future.State.FAILED, Future.State.SUCCESS),
                futures.stream().map(Future::state).toList());
        assertEquals(1, futures.getFirst().get());
        assertEquals(3, futures.getLast().get());
        assertEquals(List.of(), executor.invokeAll(List.of()));
    }

    @Test
    void invokeAllCancelsTasksThatAreNotInTime() throws Exception {
        String never = directory.resolve("never").toString();

        List<Future<String>> futures =
                executor.invokeAll(
                        List.of(awaiting(never, "a"), awaiting(never, "b")), 100, MILLISECONDS);

        assertTrue(futures.stream().allMatch(Future::isCancelled));
    }

    // invokeAny

    @Test
    void invokeAnyReturnsOneThatSucceedsAndCancelsTheOthers() throws Exception {
        String never = directory.resolve("never").toString();

        String result =
                executor.invokeAny(
                        List.of(
                                task(
                                        () -> {
                                            throw new IllegalStateException("no");
                                        }),
                                task(() -> "yes"),
                                awaiting(never, "never")));

        assertEquals("yes", result);
        assertEquals("next", executor.submit(task(() -> "next")).get());
    }

    @Test
    void invokeAnyStartsNoMoreTasksOnceOneHasSucceeded() throws Exception {
        String path = directory.toString();
        List<Callable<String>> tasks =
                IntStream.range(0, 5_000)
                        .mapToObj(
                                i ->
                                        task(
                                                () ->
                                                        Files.createFile(Path.of(path, "any-" + i))
                                                                .toString()))
                        .toList();

        // Closed before the files are counted and removed, because one more task may have been
        // under way.
        try (ExecutorService own = ProcessExecutors.newFixedPool(1)) {
            var _ = own.invokeAny(tasks);
        }

        try (Stream<Path> files = Files.list(directory)) {
            // Many more than the queue holds, but far fewer than all.
            assertTrue(files.count() < 4_000);
        }
    }

    /** Accepts a task, shuts down, and returns from main. */
    static final class Leaving {
        private Leaving() {}

        public static void main(String[] args) {
            String path = args[0];
            ExecutorService executor = ProcessExecutors.newFixedPool(1);
            for (int i = 0; i < 3; i++) {
                String file = "done-" + i;
                executor.execute(
                        runnable(
                                () -> {
                                    try {
                                        Files.createFile(Path.of(path, file));
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                }));
            }
            executor.shutdown();
        }

        private static <T extends Runnable & Serializable> Runnable runnable(T task) {
            return task;
        }
    }

    @Test
    void acceptedTasksRunAfterShutdownAlthoughMainHasEnded() throws Exception {
        Process child =
                new ProcessBuilder(
                                TestJvm.command(
                                        Leaving.class, List.of(), List.of(directory.toString())))
                        .inheritIO()
                        .start();
        try {
            assertTrue(child.waitFor(1, TimeUnit.MINUTES));
        } finally {
            child.destroyForcibly();
        }

        assertEquals(0, child.exitValue());
        for (int i = 0; i < 3; i++) {
            assertTrue(Files.exists(directory.resolve("done-" + i)));
        }
    }

    @Test
    void invokeAnyFailsIfAllFail() {
        Callable<String> failing =
                task(
                        () -> {
                            throw new IllegalStateException("no");
                        });

        ExecutionException e =
                assertThrows(
                        ExecutionException.class,
                        () -> executor.invokeAny(List.of(failing, failing)));

        assertInstanceOf(IllegalStateException.class, e.getCause());
        assertThrows(IllegalArgumentException.class, () -> executor.invokeAny(List.of()));
    }

    @Test
    void invokeAnyGivesUpInTime() {
        String never = directory.resolve("never").toString();

        assertThrows(
                TimeoutException.class,
                () -> executor.invokeAny(List.of(awaiting(never, "")), 50, MILLISECONDS));
    }

    // shutdown, shutdownNow, awaitTermination, close

    @Test
    void shutdownRejectsTasksAndRunsAcceptedOnes() throws Exception {
        String go = directory.resolve("go").toString();
        try (ExecutorService own = ProcessExecutors.newFixedPool(1)) {
            Future<String> running = own.submit(awaiting(go, "a"));
            Future<String> waiting = own.submit(task(() -> "b"));
            assertFalse(own.isShutdown());

            own.shutdown();
            own.shutdown();

            assertTrue(own.isShutdown());
            assertFalse(own.isTerminated());
            assertFalse(own.awaitTermination(1, MILLISECONDS));
            assertThrows(RejectedExecutionException.class, () -> own.submit(task(() -> "c")));
            assertThrows(
                    RejectedExecutionException.class,
                    () -> own.execute((SerializableRunnable) () -> {}));
            Files.createFile(Path.of(go));
            assertTrue(own.awaitTermination(2, MINUTES));
            assertTrue(own.isTerminated());
            assertEquals("a", running.get());
            assertEquals("b", waiting.get());
        }
    }

    @Test
    void shutdownNowReturnsTasksThatHaveNotBegun() throws Exception {
        String begun = directory.resolve("begun").toString();
        ExecutorService own = ProcessExecutors.newFixedPool(1);
        Future<String> running =
                own.submit(sleeping(begun, directory.resolve("interrupted").toString()));
        Awaitility.await("it runs").until(() -> Files.exists(Path.of(begun)));
        Future<String> waiting = own.submit(task(() -> "b"));
        SerializableRunnable executed = () -> {};
        own.execute(executed);

        List<Runnable> neverBegun = own.shutdownNow();

        assertEquals(2, neverBegun.size());
        assertSame(waiting, neverBegun.getFirst());
        assertSame(executed, neverBegun.getLast());
        assertTrue(own.awaitTermination(2, MINUTES));
        assertTrue(waiting.isCancelled());
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> running.get(60, SECONDS));
        assertInstanceOf(PoolClosedException.class, e.getCause());
        assertEquals(List.of(), own.shutdownNow());
    }

    @Test
    void closeWaitsForAcceptedTasks() throws Exception {
        Future<String> future;
        try (ExecutorService own = ProcessExecutors.newFixedPool(1)) {
            future = own.submit(task(() -> "done"));
        }
        assertEquals("done", future.resultNow());
    }
}
