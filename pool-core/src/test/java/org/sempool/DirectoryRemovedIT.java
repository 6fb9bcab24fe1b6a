package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.TestHandlers.Obey;

/**
 * A pool whose files are removed while it runs, as systemd does at a user's last logout, ends with
 * a message that says so.
 */
final class DirectoryRemovedIT {
    @TempDir private Path parent;

    @AfterEach
    void nothingIsLeft() throws IOException {
        Remains.assertNone();
        try (Stream<Path> children = Files.list(parent)) {
            assertEquals(List.of(), children.filter(child -> !child.endsWith("lock")).toList());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shm, directory, .",
        "shm, directory, segment",
        "shm, directory, owner.lock",
        "chronicle, directory, .",
        "chronicle, directory, claims",
        "chronicle, directory, jobs",
        "chronicle, data-dir, .",
    })
    void runningJobsEndWithTheReason(String transport, String option, String what)
            throws Exception {
        WorkerPool<String, String> pool = pool(transport, option);
        assertEquals("1", pool.submit("echo 1").join());
        CompletableFuture<String> runs = pool.submit("until-told");
        CompletableFuture<String> waits = pool.submit("until-told");

        Path files = onlyDirectory();
        remove(files.resolve(what).normalize());

        for (CompletableFuture<String> future : List.of(runs, waits)) {
            PoolClosedException e =
                    assertInstanceOf(
                            PoolClosedException.class,
                            assertThrows(CompletionException.class, future::join).getCause());
            String text = String.valueOf(e.getMessage());
            assertTrue(text.contains(files.toString()), text);
            assertTrue(text.contains(" was removed while the pool was running"), text);
            assertTrue(text.contains("\"directory\""), text);
        }
        assertThrows(PoolClosedException.class, () -> pool.submit("echo 3"));
        pool.close();
        remove(files);
    }

    @Test
    void aLogoutIsNamedInSharedMemory() throws Exception {
        try (WorkerPool<String, String> pool = TestPools.builder(Obey.class).workers(1).build()) {
            CompletableFuture<String> runs = pool.submit("until-told");

            remove(Remains.directories().getFirst());

            CompletionException e = assertThrows(CompletionException.class, runs::join);
            assertTrue(String.valueOf(e.getMessage()).contains("RemoveIPC=yes"), e.toString());
        }
    }

    @Test
    void aPayloadThatNeedsAFileFailsWithTheReason() throws Exception {
        try (WorkerPool<String, String> pool =
                builder("shm", "directory").payloadMemory(0).build()) {
            String large = "echo " + "x".repeat(3000);
            assertEquals(large.length() - 5, pool.submit(large).join().length());

            remove(onlyDirectory());

            PoolClosedException e =
                    assertThrows(PoolClosedException.class, () -> pool.submit(large));
            assertTrue(String.valueOf(e.getMessage()).contains(" was removed "), e.toString());
        }
    }

    /** All workers die as the files are removed: nothing waits for a worker that cannot start. */
    @ParameterizedTest
    @CsvSource({"shm, directory", "chronicle, directory", "chronicle, data-dir"})
    void aSimultaneousDeathOfAllWorkersEndsThePoolWithTheReason(String transport, String option)
            throws Exception {
        WorkerPool<String, String> pool = pool(transport, option);
        CompletableFuture<String> runs = pool.submit("until-told");
        Path files = onlyDirectory();

        Remains.workers().forEach(ProcessHandle::destroyForcibly);
        remove(files);

        assertStopped(runs);
        pool.close();
        remove(files);
    }

    private static void assertStopped(CompletableFuture<?> future) {
        ExecutionException e =
                assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS));
        assertInstanceOf(PoolClosedException.class, e.getCause());
        assertTrue(String.valueOf(e.getMessage()).contains(" was removed while "), e.toString());
    }

    private WorkerPool<String, String> pool(String transport, String option) {
        return builder(transport, option).build();
    }

    private WorkerPoolBuilder<String, String> builder(String transport, String option) {
        return TestPools.builder(Obey.class)
                .workers(2)
                .transport(transport)
                .transportOption(option, parent.toString());
    }

    /** The pool's directory, or its session. */
    private Path onlyDirectory() throws IOException {
        try (Stream<Path> children = Files.list(parent.toRealPath())) {
            return children.filter(Files::isDirectory).findFirst().orElseThrow();
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
