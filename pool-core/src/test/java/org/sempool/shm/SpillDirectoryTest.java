package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.spi.Draft;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.SupervisedEnd.Decision;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/**
 * The spill directory takes payloads when the private directory is full, for coordinator and
 * workers, and is removed with the pool.
 */
@Timeout(60)
final class SpillDirectoryTest {
    private static final SharedMemoryTransport TRANSPORT = new SharedMemoryTransport();
    private static final byte[] LARGE = new byte[100_000];

    @TempDir private Path fast;
    @TempDir private Path large;
    private SupervisedEnd coordinator;
    private WorkerEnd worker;
    private Path first;
    private Segment segment;

    @BeforeEach
    void open() throws IOException {
        coordinator = TRANSPORT.open(config());
        first = Path.of(coordinator.address());
        worker = TRANSPORT.attach(coordinator.address(), 1);
        segment = Segment.attach(first);
    }

    @AfterEach
    void close() throws IOException {
        worker.close();
        coordinator.close();
        assertEquals(List.of(), names(fast));
        assertEquals(List.of(), names(large));
    }

    private TransportConfig config() {
        return new TransportConfig(
                HandlerCode.named("handler"), 2, 4, 128, OptionalLong.of(0), options());
    }

    private Map<String, String> options() {
        return Map.of("directory", fast.toString(), "spill-directory", large.toString());
    }

    @Test
    void nothingIsMadeWhileThereIsRoom() throws Exception {
        var _ = submit(7, Objects.requireNonNull(coordinator.draftJob(0)));

        assertEquals(List.of(), names(large));
        Objects.requireNonNull(worker.takeJob(0)).free();
    }

    @Test
    void aWorkerRequestsTheDirectoryAndItsResultArrives() throws Exception {
        publishThroughSecond(1, 7);

        Lease result = Objects.requireNonNull(coordinator.takeResult(0));
        assertArrayEquals(LARGE, result.payload().getBytes());
        assertEquals(List.of("owner", "owner.lock", "result-1-7"), names(second()));
        result.free();
        assertEquals(List.of("owner", "owner.lock"), names(second()));
    }

    @Test
    void aJobArrivesThroughItAndCanBeWithdrawn() throws Exception {
        var _ = submit(7, jobThroughSecond());
        Lease taken = Objects.requireNonNull(worker.takeJob(0));
        assertArrayEquals(LARGE, taken.payload().getBytes());
        taken.free();
        assertEquals(List.of("owner", "owner.lock"), names(second()));

        long ticket = submit(8, jobThroughSecond());
        assertTrue(coordinator.withdraw(ticket));
        assertEquals(List.of("owner", "owner.lock"), names(second()));
    }

    @Test
    void repairKeepsPublishedResultsAndDropsTheRestInBothDirectories() throws Exception {
        publishThroughSecond(1, 7);
        for (String halfWritten : List.of("result-1-8", "result-1-7")) {
            Files.createFile(first.resolve(halfWritten));
        }
        Files.createFile(second().resolve("result-1-9"));
        Files.createFile(second().resolve("result-2-1"));

        coordinator.repair(1, (_, _) -> Decision.DROP);

        assertEquals(List.of("owner", "owner.lock", "result-1-7", "result-2-1"), names(second()));
        assertEquals(List.of("owner", "owner.lock", "segment", "spill"), names(first));
        Lease result = Objects.requireNonNull(coordinator.takeResult(0));
        assertArrayEquals(LARGE, result.payload().getBytes());
        result.free();
    }

    @Test
    void aJobOfADeadWorkerIsHandedOutAgainOrItsFileIsDropped() throws Exception {
        var _ = submit(7, jobThroughSecond());
        var _ = worker.takeJob(0);

        coordinator.repair(1, (_, attempt) -> attempt + 1);
        Lease again = Objects.requireNonNull(worker.takeJob(0));
        assertArrayEquals(LARGE, again.payload().getBytes());
        coordinator.repair(1, (_, _) -> Decision.DROP);

        assertEquals(List.of("owner", "owner.lock"), names(second()));
    }

    @Test
    void aRefusalReachesTheWorkerWithItsReason() throws Exception {
        Files.delete(large);
        try {
            CompletableFuture<Path> asked = ask();
            answerUntilDone(asked);

            ExecutionException e = assertThrows(ExecutionException.class, asked::get);

            FileSystemException why = assertInstanceOf(FileSystemException.class, e.getCause());
            assertEquals("No such file or directory", why.getReason());
        } finally {
            Files.createDirectory(large);
        }

        CompletableFuture<Path> later = ask();
        answerUntilDone(later);
        assertTrue(Files.isDirectory(later.get()), "a refusal is not final");
    }

    @Test
    void removingTheFirstDirectoryOfADeadCoordinatorAlsoRemovesTheSecond() throws Exception {
        Path elsewhere = Files.createDirectory(large.resolve("elsewhere"));
        Path deadSecond = dead(elsewhere, "00000000000000ff");
        Path deadFirst = dead(fast, "0123456789abcdef");
        Files.writeString(deadFirst.resolve("spill"), deadSecond.toUri().toString());
        Files.createFile(deadSecond.resolve("job-1"));

        List<Path> removed = TRANSPORT.removeLeftovers(Map.of("directory", fast.toString()));

        assertEquals(List.of(deadSecond, deadFirst), removed);
        assertFalse(Files.exists(deadFirst) || Files.exists(deadSecond));
        Files.delete(elsewhere);
    }

    @Test
    void aSpillDirectoryWithoutItsFirstIsFoundInItsParent() throws Exception {
        Path dead = dead(large.toRealPath(), "0123456789abcdef");

        assertEquals(List.of(dead), TRANSPORT.removeLeftovers(options()));
    }

    @Test
    void aNoteThatNamesAnotherDirectoryRemovesNothing() throws Exception {
        Path precious = Files.createDirectory(large.resolve("precious"));
        Path open = Files.createDirectory(large.resolve("sempool-1-00000000000000ff"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String note : List.of(precious.toUri() + "", open.toUri() + "", "", "\0")) {
            Path deadFirst = dead(fast, "0123456789abcdef");
            Files.writeString(deadFirst.resolve("spill"), note);

            List<Path> removed = TRANSPORT.removeLeftovers(Map.of("directory", fast.toString()));

            assertEquals(List.of(deadFirst), removed);
        }
        assertTrue(Files.exists(precious) && Files.exists(open));
        Files.delete(precious);
        Files.delete(open);
    }

    @Test
    void theSpillDirectoryOfALivingPoolStays() throws Exception {
        publishThroughSecond(1, 7);

        assertEquals(List.of(), TRANSPORT.removeLeftovers(options()));
        TRANSPORT.open(config()).close();

        assertTrue(Files.exists(second().resolve("result-1-7")));
    }

    @Test
    void anOptionThatNamesNoDirectoryIsRejected() {
        Map<String, String> options = Map.of("spill-directory", large.resolve("none").toString());
        TransportConfig config = new TransportConfig("handler", 1, 1, 128, options);

        IOException e = assertThrows(IOException.class, () -> TRANSPORT.open(config));

        assertTrue(
                String.valueOf(e.getMessage()).contains("none is not a directory"), e.toString());
    }

    private static Path dead(Path parent, String random) throws IOException {
        long noProcess = 4_194_305; // above the largest process id that Linux gives
        Path dead =
                Files.createDirectory(
                        parent.toRealPath().resolve("sempool-" + noProcess + "-" + random));
        Files.setPosixFilePermissions(dead, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(dead.resolve("owner.lock"));
        return dead;
    }

    private Path second() throws IOException {
        return Objects.requireNonNull(new WorkerSpillDirectory(segment, first).path());
    }

    /** Like a pool's own, except that the first directory is full. */
    private SpillFiles full() {
        return new SpillFiles(
                first,
                new WorkerSpillDirectory(segment, first),
                new ScarceRoom().leave(first, 30_000));
    }

    private JobDraft jobThroughSecond() throws Exception {
        answerUntilDone(ask());
        return new JobsQueue(segment, full(), 1).draft(0);
    }

    private static long submit(long jobId, JobDraft draft) {
        draft.setJobId(jobId);
        draft.payload().putBytes(LARGE);
        long ticket = draft.ticket();
        draft.publish();
        return ticket;
    }

    private void publishThroughSecond(int number, long jobId) throws Exception {
        CompletableFuture<Void> published =
                CompletableFuture.runAsync(
                        () -> {
                            Draft draft =
                                    Objects.requireNonNull(
                                            new ShmWorkerEnd(segment, full(), number)
                                                    .draftResult(MessageKind.RESULT, jobId, 1, 0));
                            draft.payload().putBytes(LARGE);
                            draft.publish();
                        });
        answerUntilDone(published);
        published.get();
    }

    private CompletableFuture<Path> ask() {
        WorkerSpillDirectory asked = new WorkerSpillDirectory(segment, first);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return asked.make();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    }
                });
    }

    /** Like the supervisor, several times a second. */
    private void answerUntilDone(CompletableFuture<?> asked) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(
                        () -> {
                            coordinator.check();
                            return asked.isDone();
                        });
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.map(child -> child.getFileName().toString()).sorted().toList();
        }
    }
}
