package org.sempool.examples.step4sharedqueue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Semaphore;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;

/** Specifies what {@code pool inspect} shows of the queues of step 4. */
final class SharedQueueInspectorTest {
    private final SharedQueueInspector inspector = new SharedQueueInspector();

    @Test
    void showsSlotsCountersAndSemaphores() throws IOException {
        try (SharedMemory memory = SharedMemory.create()) {
            for (int i = 0; i < 5; i++) {
                assertTrue(memory.jobs().put(new Job(BigInteger.TEN), SharedMemory.PATIENCE));
                if (i < 3) {
                    var _ = SharedMemory.await(memory.jobs());
                }
            }
            byte[] before = Files.readAllBytes(memory.file());

            assertTrue(inspector.find().contains(memory.file()));
            Snapshot seen = inspector.look(memory.file());

            assertEquals(ProcessHandle.current().pid(), seen.owner());
            assertTrue(seen.ownerAlive());
            Snapshot.Queue jobs = seen.queues().getFirst();
            assertEquals(5, jobs.put());
            assertEquals(3, jobs.done());
            assertEquals(
                    List.of(State.FULL, State.FREE, State.FREE, State.FULL),
                    jobs.slots().stream().map(Slot::state).toList());
            assertEquals(
                    List.of(
                            new Semaphore("isem", 2, List.of()),
                            new Semaphore("osem", 2, List.of()),
                            new Semaphore("putters", 1, List.of()),
                            new Semaphore("takers", 1, List.of())),
                    jobs.semaphores());
            assertArrayEquals(before, Files.readAllBytes(memory.file()));
        }
    }

    @Test
    void aMissingOrIncompleteFileIsAnError() throws IOException {
        Path file;
        try (SharedMemory memory = SharedMemory.create()) {
            file = memory.file();
        }
        assertFalse(inspector.knows(file));
        assertThrows(IOException.class, () -> inspector.look(file));

        Files.write(file, new byte[100]);
        try {
            assertThrows(IOException.class, () -> inspector.look(file));
        } finally {
            Files.delete(file);
        }
    }
}
