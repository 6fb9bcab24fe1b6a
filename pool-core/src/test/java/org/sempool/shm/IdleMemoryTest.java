package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.directory.PrivateDirectory;

/** The payload memory of a queue is returned five seconds after its last use. */
final class IdleMemoryTest {
    private static final int OWNER = 1;

    @TempDir private Path parent;
    private PrivateDirectory directory;
    private Segment segment;
    private SemaphoreQueue queue;
    private PayloadMemory memory;
    private IdleMemory idle;

    @BeforeEach
    void open() throws IOException {
        directory = PrivateDirectory.create(parent);
        Dimensions size = new Dimensions(1, 64, 2, 4, PayloadMemory.LEAST_CHUNK_BYTES);
        segment = Segment.create(directory, size, SemaphoreKind.FUTEX);
        queue = segment.jobs();
        memory = segment.jobsMemory(OWNER);
        idle = new IdleMemory(memory, 0);
    }

    @AfterEach
    void close() {
        segment.discard();
        directory.close();
    }

    @Test
    void memoryIsReturnedOnceIdleForFiveSeconds() {
        int slot = claim();
        check(4);
        queue.abandon(slot);

        check(8.9);
        assertEquals(2, memory.ready());
        check(9.5);

        assertEquals(0, memory.ready());
        assertEquals(0, memory.claim(queue.claimFree(OWNER, 0), 4), "it can be used again");
    }

    @Test
    void memoryInUseIsKept() {
        int slot = claim();

        check(6);
        check(12);

        assertEquals(2, memory.ready());
        queue.abandon(slot);
    }

    @Test
    void aMessageInTheQueueNeedNotUseIt() {
        int slot = claim();
        queue.abandon(slot);
        int small = queue.claimFree(OWNER, 0);
        queue.publish(small, OWNER);

        check(6);

        assertEquals(0, memory.ready());
    }

    private int claim() {
        int slot = queue.claimFree(OWNER, 0);
        assertEquals(0, memory.claim(slot, 2));
        return slot;
    }

    private void check(double seconds) {
        idle.check((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    }
}
