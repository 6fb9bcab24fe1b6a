package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sempool.directory.PrivateDirectory;
import org.sempool.spi.JobDraft;
import org.sempool.spi.Lease;
import org.sempool.spi.NoRoomException;

/**
 * A payload that outgrows its slot goes to chunks, and to a file if it outgrows them, too. The end
 * of a message with chunks wakes the processes that wait for room.
 */
final class LargeDraftTest {
    private static final int OWNER = 1;
    private static final int CHUNKS = 8;
    private static final int CHUNK_BYTES = PayloadMemory.LEAST_CHUNK_BYTES;
    private static final int ALL_BYTES = CHUNKS * CHUNK_BYTES;

    @TempDir private Path parent;
    private PrivateDirectory directory;
    private Segment segment;
    private JobsQueue jobs;

    @BeforeEach
    void open() throws IOException {
        directory = PrivateDirectory.create(parent);
        Dimensions size = new Dimensions(4, 64, 2, CHUNKS, CHUNK_BYTES);
        segment = Segment.create(directory, size, SemaphoreKind.FUTEX);
        SpillFiles files = new SpillFiles(directory.path(), SpillDirectory.NONE);
        jobs = new JobsQueue(segment, files, OWNER);
    }

    @AfterEach
    void close() {
        segment.discard();
        directory.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 5_000, ALL_BYTES - 1, ALL_BYTES, ALL_BYTES + 1, 3 * ALL_BYTES})
    void aPayloadOfUnknownSizeArrives(int size) throws IOException {
        byte[] payload = bytes(size);
        JobDraft draft = draft();
        for (byte each : payload) {
            draft.payload().putByte(each);
        }

        draft.publish();

        assertEquals(size > ALL_BYTES ? 1 : 0, files());
        assertArriving(payload);
    }

    @Test
    void aPayloadThatCannotBeExtendedMovesToALongerRun() throws IOException {
        JobDraft growing = draft();
        growing.payload().putBytes(new byte[CHUNK_BYTES]);
        JobDraft neighbour = draft();
        neighbour.payload().putBytes(bytes(CHUNK_BYTES));

        growing.payload().putBytes(new byte[2 * CHUNK_BYTES]);

        growing.publish();
        assertEquals(0, files());
        assertEquals(4, memory().inUse());
        assertArriving(new byte[3 * CHUNK_BYTES]);
        neighbour.publish();
        assertArriving(bytes(CHUNK_BYTES));
    }

    @Test
    void aPayloadThatCannotHaveTwiceAsMuchTakesWhatItNeeds() throws IOException {
        JobDraft growing = draft();
        growing.payload().putBytes(new byte[4 * CHUNK_BYTES]);
        JobDraft last = draft();
        last.payload().putBytes(new byte[2 * CHUNK_BYTES]);
        assertEquals(6, memory().inUse());
        last.abandon();
        JobDraft second = draft();
        second.payload().putBytes(new byte[CHUNK_BYTES]);
        JobDraft third = draft();
        third.payload().putBytes(new byte[CHUNK_BYTES]);
        second.abandon();

        growing.payload().putByte((byte) 1);

        growing.publish();
        assertEquals(0, files());
        third.abandon();
        byte[] whole = new byte[4 * CHUNK_BYTES + 1];
        whole[4 * CHUNK_BYTES] = 1;
        assertArriving(whole);
    }

    @Test
    void aPayloadThatHasChunksDoesNotWaitForMore() throws IOException {
        JobDraft growing = draft();
        growing.setPatience(
                () -> {
                    throw new AssertionError("it would wait while it keeps its chunks");
                });
        growing.payload().putBytes(bytes(CHUNK_BYTES));
        JobDraft other = draft();
        other.payload().putBytes(new byte[(CHUNKS - 1) * CHUNK_BYTES]);

        growing.payload().putByte((byte) 1);

        growing.publish();
        assertEquals(1, files());
        assertEquals(CHUNKS - 1, memory().inUse());
        other.abandon();
        byte[] whole = Arrays.copyOf(bytes(CHUNK_BYTES), CHUNK_BYTES + 1);
        whole[CHUNK_BYTES] = 1;
        assertArriving(whole);
    }

    @Test
    void aRefusalThatACodecSwallowsStillFailsTheJob() {
        JobDraft all = draft();
        all.payload().putBytes(new byte[ALL_BYTES]);
        JobDraft refused = draft();
        refused.setPatience(
                () -> {
                    throw new NoRoomException();
                });
        assertThrows(
                NoRoomException.class, () -> refused.payload().putBytes(new byte[CHUNK_BYTES]));

        assertThrows(NoRoomException.class, refused::publish);

        refused.abandon();
        all.abandon();
        assertEquals(0, memory().inUse());
    }

    @Test
    void theEndOfAMessageWithChunksWakesSleepers() {
        OwnerSet sleepers =
                new OwnerSet(segment.memory(), segment.jobs().layout().roomSleepers(), 2);
        sleepers.add(OWNER);
        JobDraft small = draft();
        small.abandon();
        assertEquals(0, permits());

        JobDraft abandoned = draft();
        abandoned.payload().putBytes(new byte[CHUNK_BYTES]);
        abandoned.abandon();
        assertEquals(1, permits());
        assertTrue(semaphore().tryAcquire());

        JobDraft published = draft();
        published.payload().putBytes(new byte[CHUNK_BYTES]);
        published.publish();
        assertEquals(0, permits());
        assertArriving(new byte[CHUNK_BYTES]);
        assertEquals(1, permits());
    }

    private JobDraft draft() {
        return jobs.draft(7);
    }

    private void assertArriving(byte[] payload) {
        Lease lease = jobs.leaseNow();
        assertArrayEquals(payload, lease.payload().getBytes());
        lease.free();
    }

    private PayloadMemory memory() {
        return segment.jobsMemory(OWNER);
    }

    private Semaphore semaphore() {
        return SemaphoreKind.FUTEX.attach(
                segment.memory()
                        .asSlice(
                                segment.jobs().layout().roomSemaphore(),
                                QueueLayout.SEMAPHORE_BYTES));
    }

    private int permits() {
        return semaphore().permits();
    }

    private int files() throws IOException {
        try (Stream<Path> files = Files.list(directory.path())) {
            List<String> names = files.map(file -> file.getFileName().toString()).toList();
            return (int) names.stream().filter(name -> name.startsWith("job-")).count();
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
