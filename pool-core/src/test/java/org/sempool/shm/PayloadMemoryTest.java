package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sempool.claim.StateWord;
import org.sempool.directory.PrivateDirectory;

/** A chunk belongs to one use of a slot, and is free as soon as that use is over. */
@Timeout(60)
final class PayloadMemoryTest {
    private static final int ONE = 1;
    private static final int OTHER = 2;
    private static final int SLOTS = 8;
    private static final int CHUNKS = 16;
    private static final int CHUNK_BYTES = PayloadMemory.LEAST_CHUNK_BYTES;

    @TempDir private Path parent;
    private PrivateDirectory directory;
    private Segment segment;
    private SemaphoreQueue queue;
    private PayloadMemory memory;

    @BeforeEach
    void open() throws IOException {
        directory = PrivateDirectory.create(parent);
        Dimensions size = new Dimensions(SLOTS, 64, 2, CHUNKS, CHUNK_BYTES);
        segment = Segment.create(directory, size, SemaphoreKind.FUTEX);
        queue = segment.jobs();
        memory = segment.jobsMemory(ONE);
    }

    @AfterEach
    void close() {
        segment.discard();
        directory.close();
    }

    @Test
    void messagesGetDifferentChunksUntilAllAreInUse() {
        int half = memory.claim(slotOf(ONE), CHUNKS / 2);
        int otherHalf = memory.claim(slotOf(ONE), CHUNKS / 2);

        assertEquals(0, half);
        assertEquals(CHUNKS / 2, otherHalf);
        assertEquals(PayloadMemory.NONE, memory.claim(slotOf(ONE), 1));
        assertEquals(CHUNKS, memory.inUse());
    }

    @Test
    void chunksAreFreeAsSoonAsTheirSlotIs() {
        int slot = slotOf(ONE);
        assertEquals(0, memory.claim(slot, CHUNKS));

        queue.publish(slot, ONE);
        assertEquals(CHUNKS, memory.inUse());
        assertEquals(slot, queue.claimFull(OTHER, 0));
        assertEquals(CHUNKS, memory.inUse());
        queue.putBack(slot, OTHER, ONE);
        assertEquals(slot, queue.claimFull(OTHER, 0));
        assertEquals(CHUNKS, memory.inUse());
        queue.free(slot, OTHER);

        assertEquals(0, memory.inUse());
        assertEquals(0, memory.claim(slotOf(ONE), CHUNKS));
    }

    @Test
    void anAbandonedDraftHasNoChunks() {
        int slot = slotOf(ONE);
        assertEquals(0, memory.claim(slot, 3));

        queue.abandon(slot);

        assertEquals(0, memory.inUse());
    }

    @Test
    void theNextUseOfTheSameSlotDoesNotInheritChunks() {
        int slot = slotOf(ONE);
        assertEquals(0, memory.claim(slot, 3));
        queue.abandon(slot);

        int next = slotOf(ONE);
        while (next != slot) {
            queue.abandon(next);
            next = slotOf(ONE);
        }

        assertEquals(0, memory.inUse());
    }

    @Test
    void aRunCanBeExtendedAndItsEndReleased() {
        int slot = slotOf(ONE);
        int first = memory.claim(slot, 2);
        assertTrue(memory.extend(slot, first, 2, 3));
        int next = memory.claim(slotOf(ONE), 1);

        assertFalse(memory.extend(slot, first, 5, 1));
        assertEquals(first + 5, next);
        memory.release(slot, first + 1, 4);

        assertEquals(2, memory.inUse());
        assertEquals(next + 1, memory.claim(slotOf(ONE), CHUNKS - next - 1));
        assertEquals(first + 1, memory.claim(slotOf(ONE), 4));
    }

    @Test
    void aRunThatIsNotLongEnoughIsLeftFree() {
        int first = slotOf(ONE);
        assertEquals(0, memory.claim(first, 5));
        assertEquals(5, memory.claim(slotOf(ONE), 5));
        queue.abandon(first);

        assertEquals(PayloadMemory.NONE, memory.claim(slotOf(ONE), 7));

        assertEquals(5, memory.inUse());
        assertEquals(10, memory.claim(slotOf(ONE), 6));
        assertEquals(0, memory.claim(slotOf(ONE), 5));
    }

    @Test
    void theSameMemoryIsUsedAgain() {
        for (int i = 0; i < 100; i++) {
            int slot = slotOf(ONE);
            assertEquals(0, memory.claim(slot, 2));
            queue.abandon(slot);
        }
    }

    @Test
    void ownersBeginInDifferentPlaces() {
        PayloadMemory ofOther = segment.jobsMemory(OTHER);

        assertEquals(0, memory.claim(slotOf(ONE), 2));
        assertEquals(CHUNKS / 2, ofOther.claim(slotOf(OTHER), 2));
        assertEquals(CHUNKS / 2 + 2, ofOther.claim(slotOf(OTHER), 6));
        assertEquals(2, ofOther.claim(slotOf(OTHER), 6));
    }

    @Test
    void memoryIsProvidedForTheFirstUseOnly() {
        int slot = slotOf(ONE);
        int first = memory.claim(slot, 1);
        memory.view(first, 1).set(JAVA_BYTE, 0, (byte) 7);
        queue.abandon(slot);

        assertEquals(first, memory.claim(slotOf(ONE), 1));

        assertEquals(7, memory.view(first, 1).get(JAVA_BYTE, 0));
    }

    @Test
    void withoutMemoryInTheFileSystemNothingIsClaimed() {
        int slot = slotOf(ONE);
        assertEquals(0, memory.claim(slot, 2));
        directory.close();

        assertEquals(PayloadMemory.NO_MEMORY, memory.claim(slotOf(ONE), 2));
        assertFalse(memory.extend(slot, 0, 2, 1));

        assertEquals(2, memory.inUse());
        queue.abandon(slot);
        assertEquals(0, memory.claim(slotOf(ONE), 2));
    }

    @Test
    void aProcessThatDiesWhileItProvidesMemoryLeavesAChunkWithoutIt() {
        int slot = slotOf(ONE);
        segment.memory()
                .set(
                        JAVA_LONG,
                        queue.layout().chunkWords(),
                        StateWord.of(0, slot, PayloadMemory.PREPARING));
        assertEquals(1, memory.inUse());
        queue.abandon(slot);

        assertEquals(0, memory.claim(slotOf(ONE), 1));

        assertEquals(PayloadMemory.READY, wordOfFirst());
    }

    private int wordOfFirst() {
        return StateWord.state(segment.memory().get(JAVA_LONG, queue.layout().chunkWords()));
    }

    @Test
    void onlyFreeChunksAreReturnedToTheSystem() {
        int kept = slotOf(ONE);
        int gone = slotOf(ONE);
        assertEquals(0, memory.claim(kept, 2));
        assertEquals(2, memory.claim(gone, 3));
        memory.view(0, 1).set(JAVA_BYTE, 0, (byte) 7);
        memory.view(2, 1).set(JAVA_BYTE, 0, (byte) 8);
        queue.abandon(gone);

        memory.giveBack();

        assertEquals(2, memory.ready());
        assertEquals(7, memory.view(0, 1).get(JAVA_BYTE, 0));
        assertEquals(0, memory.view(2, 1).get(JAVA_BYTE, 0));
        assertEquals(5, memory.claim(slotOf(ONE), 4));
        assertEquals(6, memory.ready());
    }

    /** All had the same use; while it is checked once, the coordinator returns some of them. */
    @Test
    void aChunkWhoseMemoryIsBeingReturnedIsNotClaimed() {
        int gone = slotOf(ONE);
        assertEquals(0, memory.claim(gone, CHUNKS));
        queue.abandon(gone);
        long second = queue.layout().chunkWords() + Long.BYTES;
        long word = segment.memory().get(JAVA_LONG, second);
        int slot = StateWord.owner(word);
        segment.memory()
                .set(JAVA_LONG, second, StateWord.with(word, slot, PayloadMemory.RETURNING));

        assertEquals(2, memory.claim(slotOf(ONE), 3));

        assertEquals(
                PayloadMemory.RETURNING, StateWord.state(segment.memory().get(JAVA_LONG, second)));
        assertEquals(3, memory.inUse());
    }

    @Test
    void aViewOutsideTheMemoryIsRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> memory.view(-1, 1));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.view(0, -1));
        assertThrows(IndexOutOfBoundsException.class, () -> memory.view(CHUNKS, 1));
        assertThrows(
                IndexOutOfBoundsException.class, () -> memory.view(CHUNKS - 1, CHUNK_BYTES + 1));
        assertEquals(CHUNK_BYTES, memory.view(CHUNKS - 1, CHUNK_BYTES).byteSize());
    }

    @Test
    void threadsNeverHaveTheSameChunk() {
        List<CompletableFuture<Boolean>> threads = new ArrayList<>();
        for (int number = 0; number < 4; number++) {
            int seed = number;
            PayloadMemory own = segment.jobsMemory(1 + number % 2);
            threads.add(InThread.run(() -> useChunks(own, seed)));
        }

        for (CompletableFuture<Boolean> thread : threads) {
            assertTrue(thread.join(), "a chunk was overwritten");
        }
        assertEquals(0, memory.inUse());
    }

    private boolean useChunks(PayloadMemory own, int seed) {
        Random random = new Random(seed);
        int claimed = 0;
        for (int i = 0; i < 20_000; i++) {
            int slot = queue.claimFree(ONE, 0);
            assertNotEquals(SlotTable.NONE, slot);
            int count = 1 + random.nextInt(CHUNKS / 2);
            int first = own.claim(slot, count);
            if (first != PayloadMemory.NONE) {
                claimed++;
                byte mark = (byte) (1 + seed);
                MemorySegment view = own.view(first, own.bytesOf(count));
                for (int chunk = 0; chunk < count; chunk++) {
                    view.set(JAVA_BYTE, own.bytesOf(chunk), mark);
                }
                Thread.onSpinWait();
                for (int chunk = 0; chunk < count; chunk++) {
                    if (view.get(JAVA_BYTE, own.bytesOf(chunk)) != mark) {
                        return false;
                    }
                }
            }
            queue.abandon(slot);
        }
        assertTrue(claimed > 1000, "claimed=" + claimed);
        return true;
    }

    private int slotOf(int owner) {
        int slot = queue.claimFree(owner, 0);
        assertNotEquals(SlotTable.NONE, slot);
        return slot;
    }
}
