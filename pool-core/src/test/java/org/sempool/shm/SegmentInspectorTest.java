package org.sempool.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.Semaphore;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;
import org.sempool.inspect.Snapshot.Worker;
import org.sempool.spi.Draft;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.JobHeader;
import org.sempool.wire.MessageFlags;
import org.sempool.wire.MessageKind;

/**
 * An inspector shows the state of a pool's queues and workers from outside, without changing it.
 */
final class SegmentInspectorTest {
    private static final Slot FREE =
            new Slot(State.FREE, OptionalInt.empty(), OptionalLong.empty());
    private static final long PID = ProcessHandle.current().pid();

    @TempDir private Path parent;
    private SupervisedEnd coordinator;
    private WorkerEnd worker;
    private Path pool;
    private final SegmentInspector inspector = new SegmentInspector();

    @BeforeEach
    void open() throws IOException {
        Map<String, String> options = Map.of("directory", parent.toString());
        SharedMemoryTransport transport = new SharedMemoryTransport();
        coordinator = transport.open(new TransportConfig("handler", 2, 3, 128, options));
        worker = transport.attach(coordinator.address(), 2);
        pool = Path.of(coordinator.address());
    }

    @AfterEach
    void close() {
        worker.close();
        coordinator.close();
    }

    @Test
    void aNewPoolIsEmpty() throws IOException {
        Snapshot seen = inspector.look(pool);

        assertEquals(pool, seen.path());
        assertEquals(PID, seen.owner());
        assertTrue(seen.ownerAlive());
        assertEquals(2, seen.queues().size());
        for (Snapshot.Queue queue : seen.queues()) {
            assertTrue(queue.slots().size() >= 3);
            assertEquals(Set.of(FREE), Set.copyOf(queue.slots()));
            assertEquals(0, queue.put());
            assertEquals(0, queue.done());
            assertEquals(
                    List.of(
                            new Semaphore("isem", 0, List.of()),
                            new Semaphore("osem", 0, List.of())),
                    queue.semaphores());
        }
        assertEquals(
                List.of(
                        new Worker(1, OptionalLong.empty(), Activity.ABSENT, OptionalLong.empty()),
                        new Worker(2, OptionalLong.of(PID), Activity.AWAKE, OptionalLong.empty())),
                seen.workers());
    }

    @ParameterizedTest
    @MethodSource
    void aJobIsShownByHowItBegins(byte[] payload, int flags, Optional<String> text)
            throws IOException {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(7);
        draft.payload().putBytes(payload, 0, payload.length);
        draft.setFlags(flags);
        draft.publish();
        Lease job = Objects.requireNonNull(worker.takeJob(0));

        assertEquals(text, inspector.look(pool).workers().get(1).text());

        job.free();
        assertEquals(Optional.empty(), inspector.look(pool).workers().get(1).text());
    }

    static Stream<Arguments> aJobIsShownByHowItBegins() {
        JobHeader header = new JobHeader(0, Optional.of("name"));
        byte[] named = header.encode();
        byte[] text = "bild.png".getBytes(UTF_8);
        byte[] both = Arrays.copyOf(named, named.length + text.length);
        System.arraycopy(text, 0, both, named.length, text.length);
        return Stream.of(
                arguments(text, MessageFlags.NONE, Optional.of("bild.png")),
                arguments(both, MessageFlags.OPTIONS, Optional.of("bild.png")),
                arguments("1\0a b\0c".getBytes(UTF_8), MessageFlags.NONE, Optional.of("1 a b c")),
                arguments(
                        "€".repeat(40).getBytes(UTF_8),
                        MessageFlags.NONE,
                        Optional.of("€".repeat(32))),
                arguments(new byte[] {7, 0, 0, 0}, MessageFlags.NONE, Optional.empty()),
                arguments(new byte[] {'a', 0, 0, 0}, MessageFlags.NONE, Optional.empty()),
                arguments(new byte[] {-1, 'a'}, MessageFlags.NONE, Optional.empty()),
                arguments(new byte[0], MessageFlags.NONE, Optional.empty()),
                arguments(new byte[5000], MessageFlags.NONE, Optional.empty()));
    }

    @Test
    void eachSlotIsShownWithItsOwnerAndItsJob() throws IOException {
        submit(7);
        submit(8);
        Lease job = Objects.requireNonNull(worker.takeJob(0));
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(9);

        Snapshot seen = inspector.look(pool);
        assertEquals(
                List.of(
                        new Slot(State.HELD, OptionalInt.of(2), OptionalLong.of(7)),
                        new Slot(State.FULL, OptionalInt.of(0), OptionalLong.of(8)),
                        FREE),
                seen.queues().getFirst().slots());
        assertWorks(Activity.WORKING, seen);

        Draft result = Objects.requireNonNull(worker.draftResult(MessageKind.RESULT, 7, 1, 0));
        seen = inspector.look(pool);
        assertWorks(Activity.PUBLISHING, seen);
        assertTrue(
                seen.queues()
                        .getLast()
                        .slots()
                        .contains(
                                new Slot(State.WRITING, OptionalInt.of(2), OptionalLong.empty())));

        result.publish();
        job.free();
        seen = inspector.look(pool);
        assertEquals(FREE, seen.queues().getFirst().slots().getFirst());
        Slot published = new Slot(State.FULL, OptionalInt.of(2), OptionalLong.of(7));
        assertTrue(seen.queues().getLast().slots().contains(published));
        draft.abandon();
    }

    @Test
    void aLargePayloadUsesChunksUntilItsSlotIsFree() throws IOException {
        assertEquals(List.of(0, 0), chunksInUse());

        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(7);
        draft.payload().putBytes(new byte[100_000]);
        draft.publish();

        Snapshot.PayloadMemory jobs =
                inspector.look(pool).queues().getFirst().payloadMemory().orElseThrow();
        assertTrue(jobs.inUse() * jobs.chunkBytes() >= 100_000, jobs::toString);
        assertTrue(jobs.inUse() < jobs.chunks(), jobs::toString);
        assertEquals(0, chunksInUse().getLast());
        Objects.requireNonNull(worker.takeJob(0)).free();
        assertEquals(List.of(0, 0), chunksInUse());
    }

    private List<Integer> chunksInUse() throws IOException {
        return inspector.look(pool).queues().stream()
                .map(queue -> queue.payloadMemory().orElseThrow().inUse())
                .toList();
    }

    private static void assertWorks(Activity activity, Snapshot seen) {
        assertEquals(
                new Worker(2, OptionalLong.of(PID), activity, OptionalLong.of(7)),
                seen.workers().getLast());
    }

    @Test
    void theCountersCountMessagesPutAndDone() throws IOException {
        for (int job = 1; job <= 5; job++) {
            submit(job);
            Objects.requireNonNull(worker.takeJob(0)).free();
        }
        submit(6);
        submit(7);
        Lease held = Objects.requireNonNull(worker.takeJob(0));

        Snapshot.Queue jobs = inspector.look(pool).queues().getFirst();

        assertEquals(7, jobs.put());
        assertEquals(5, jobs.done());
        held.free();
    }

    @Test
    void sleepersAreNamed() throws Exception {
        Thread taker = Thread.ofPlatform().start(this::takeOneJob);
        try {
            org.awaitility.Awaitility.await()
                    .until(
                            () -> {
                                Snapshot seen = inspector.look(pool);
                                List<Semaphore> semaphores = seen.queues().getFirst().semaphores();
                                return semaphores.getLast().sleepers().equals(List.of(2))
                                        && seen.workers().getLast().activity() == Activity.ASLEEP;
                            });
        } finally {
            submit(1);
            taker.join();
        }
    }

    /** A wait may end early. */
    private void takeOneJob() {
        while (worker.takeJob(TimeUnit.SECONDS.toNanos(1)) == null) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aRepairedWorkerIsAbsent() throws IOException {
        coordinator.repair(2, (_, attempt) -> attempt + 1);

        assertEquals(
                new Worker(2, OptionalLong.empty(), Activity.ABSENT, OptionalLong.empty()),
                inspector.look(pool).workers().getLast());
    }

    @Test
    void inspectionChangesNothing() throws IOException {
        submit(1);
        byte[] before = Files.readAllBytes(pool.resolve("segment"));

        var _ = inspector.look(pool);

        assertArrayEquals(before, Files.readAllBytes(pool.resolve("segment")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 5000})
    void aTruncatedSegmentIsAnError(int length) throws IOException {
        Path copy = copyOfPool();
        byte[] whole = Files.readAllBytes(pool.resolve("segment"));
        Files.write(copy.resolve("segment"), java.util.Arrays.copyOf(whole, length));

        assertThrows(IOException.class, () -> inspector.look(copy));
    }

    @Test
    void theSegmentOfADeadCoordinatorCanBeInspected() throws IOException {
        submit(7);
        Path copy = copyOfPool();
        Files.copy(pool.resolve("segment"), copy.resolve("segment"));

        Snapshot seen = inspector.look(copy);

        assertFalse(seen.ownerAlive());
        assertEquals(State.FULL, seen.queues().getFirst().slots().getFirst().state());
    }

    /** The copy's coordinator has a process id that does not exist. */
    private Path copyOfPool() throws IOException {
        Path copy = Files.createDirectory(parent.resolve("sempool-4194305-0123456789abcdef"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        return copy;
    }

    @Test
    void otherDirectoriesAreNotPools() throws IOException {
        assertTrue(inspector.knows(pool));
        assertFalse(inspector.knows(parent));
        assertFalse(inspector.knows(Path.of("/")));
        Path open = copyOfPool();
        Files.createFile(open.resolve("segment"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertFalse(inspector.knows(open), "other users may change its content");
        assertThrows(IOException.class, () -> inspector.look(open));
    }

    private void submit(long id) {
        JobDraft draft = Objects.requireNonNull(coordinator.draftJob(0));
        draft.setJobId(id);
        draft.payload().putBytes(new byte[] {1});
        draft.publish();
    }
}
