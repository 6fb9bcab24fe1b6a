package org.sempool;

import static org.sempool.ProcessExecutors.task;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;

/**
 * Tasks for executors' tests. They communicate by files, because a worker shares no memory with its
 * test.
 */
final class ExecutorTasks {
    /** How many tasks there may be, including those that run, before submitting blocks. */
    private static final int QUEUE = 1024;

    private ExecutorTasks() {}

    interface Action extends Runnable, Serializable {}

    /** Reports that it runs, and returns when the file {@code go} exists; an interrupt ends it. */
    static Callable<String> awaiting(Path directory, String name) {
        String path = directory.toString();
        return task(
                () -> {
                    note(path, name);
                    untilThere(Path.of(path, "go"));
                    return name;
                });
    }

    /** For a task: returns when the file exists, unless it is interrupted. */
    static void untilThere(Path file) throws InterruptedException {
        while (!Files.exists(file)) {
            // A pause between two checks.
            Thread.sleep(5);
        }
    }

    /** Notes in a file that it has run. */
    static Action noting(Path directory, String name) {
        String path = directory.toString();
        return () -> note(path, name);
    }

    private static void note(String path, String name) {
        try {
            Files.writeString(
                    Path.of(path, name), "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> Callable<T> throwing(Throwable failure) {
        return task(
                () -> {
                    throw sneaky(failure);
                });
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> E sneaky(Throwable failure) throws E {
        throw (E) failure;
    }

    static <T> Callable<T> dying() {
        return task(
                () -> {
                    Runtime.getRuntime().halt(7);
                    throw new AssertionError("it has ended");
                });
    }

    static void awaitFile(Path directory, String name) {
        Awaitility.await(name).until(() -> Files.exists(directory.resolve(name)));
    }

    static void go(Path directory) throws IOException {
        Files.createFile(directory.resolve("go"));
    }

    /** Makes the only worker run a task until it is told to go, and leaves no room for another. */
    static List<Future<String>> fill(ExecutorService executor, Path directory) {
        List<Future<String>> futures = new ArrayList<>();
        for (int i = 0; i < QUEUE; i++) {
            futures.add(executor.submit(awaiting(directory, "filling")));
        }
        return futures;
    }

    /** A null that the compiler does not see. */
    @SuppressWarnings({"NullAway", "unused", "DataFlowIssue"})
    static <T> T nothing(Class<T> type) {
        return null;
    }
}
