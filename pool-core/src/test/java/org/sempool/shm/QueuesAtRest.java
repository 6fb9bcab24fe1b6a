package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.sempool.claim.StateWord;

/** Checks the shared memory of a living pool that is idle. */
public final class QueuesAtRest {
    private QueuesAtRest() {}

    /**
     * Waits until the queues are as they must be when every job has ended: no slot is owned, only
     * processes that sleep are registered as sleepers, there are no more permits than deaths can
     * have left, and no files.
     */
    public static void await(Path directory, int deaths) throws IOException {
        Segment segment = Segment.attach(directory);
        Awaitility.await("exact queues at rest")
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(
                        () -> {
                            List<String> wrong = wrong(directory, segment, deaths);
                            if (!wrong.isEmpty()) {
                                throw new AssertionError(String.join("\n", wrong));
                            }
                        });
    }

    /** Returns the payload memory to the system, as an idle coordinator does. */
    public static void returnPayloadMemory(Path directory) throws IOException {
        Segment segment = Segment.attach(directory);
        for (PayloadMemory memory : memories(segment)) {
            memory.giveBack();
        }
    }

    private static List<PayloadMemory> memories(Segment segment) {
        return List.of(
                segment.jobsMemory(StateWord.COORDINATOR),
                segment.resultsMemory(StateWord.COORDINATOR));
    }

    private static List<String> wrong(Path directory, Segment segment, int deaths) {
        MemorySegment memory = segment.memory();
        Dimensions size = Dimensions.read(memory);
        SemaphoreKind kind =
                SemaphoreKind.ofCode(memory.get(JAVA_INT, QueueLayout.SEMAPHORE_KIND))
                        .orElseThrow();
        List<String> wrong = new ArrayList<>();
        wrongQueue("jobs", memory, QueueLayout.jobs(size), kind, deaths, wrong);
        wrongQueue("results", memory, QueueLayout.results(size), kind, deaths, wrong);
        for (PayloadMemory payloads : memories(segment)) {
            int chunks = payloads.inUse();
            if (chunks != 0) {
                wrong.add("chunks in use=" + chunks);
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("job-") || name.startsWith("result-"))
                    .forEach(name -> wrong.add("a file is left: " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wrong;
    }

    private static void wrongQueue(
            String name,
            MemorySegment memory,
            QueueLayout layout,
            SemaphoreKind kind,
            int deaths,
            List<String> wrong) {
        for (int slot = 0; slot < layout.slots(); slot++) {
            long word = memory.get(java.lang.foreign.ValueLayout.JAVA_LONG, layout.state(slot));
            if (StateWord.state(word) != SlotState.FREE) {
                wrong.add(name + " slot " + slot + " is " + SlotState.describe(word));
            }
        }
        OwnerSet freeSleepers =
                new OwnerSet(memory, layout.freeSleepers(), QueueLayout.MAX_WORKERS);
        if (!freeSleepers.isEmpty()) {
            wrong.add(name + ": a putter still sleeps although all slots are free");
        }
        OwnerSet roomSleepers =
                new OwnerSet(memory, layout.roomSleepers(), QueueLayout.MAX_WORKERS);
        if (!roomSleepers.isEmpty()) {
            wrong.add(name + ": a process still waits for room although all chunks are free");
        }
        layout.freeSemaphores()
                .forEach(
                        offset -> {
                            int permits = permits(memory, offset, kind);
                            if (permits < 0 || permits > 1 + deaths) {
                                wrong.add(
                                        name + ": free permits=" + permits + ", deaths=" + deaths);
                            }
                        });
        // Here takers wait and use up any permit.
        int fullPermits = permits(memory, layout.fullSemaphore(), kind);
        if (fullPermits != 0) {
            wrong.add(name + ": full permits=" + fullPermits);
        }
    }

    private static int permits(MemorySegment memory, long offset, SemaphoreKind kind) {
        return kind.attach(memory.asSlice(offset, QueueLayout.SEMAPHORE_BYTES)).permits();
    }
}
