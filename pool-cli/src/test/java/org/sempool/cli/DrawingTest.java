package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.PayloadMemory;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.inspect.Snapshot.Queue;
import org.sempool.inspect.Snapshot.Semaphore;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;
import org.sempool.inspect.Snapshot.Worker;

/** Specifies how {@code pool inspect} draws a pool. */
final class DrawingTest {
    private static final long SECOND = 1_000_000_000;

    private static Slot slot(State state, int owner) {
        return new Slot(state, OptionalInt.of(owner), OptionalLong.empty());
    }

    private static Snapshot snapshot(long put, long done, long job) {
        Queue jobs =
                new Queue(
                        "jobs",
                        List.of(
                                slot(State.FREE, 0),
                                slot(State.WRITING, 0),
                                slot(State.FULL, 0),
                                slot(State.HELD, 1),
                                slot(State.HELD, 35),
                                new Slot(State.HELD, OptionalInt.empty(), OptionalLong.empty())),
                        put,
                        done,
                        List.of(
                                new Semaphore("isem", 1, List.of()),
                                new Semaphore("osem", 0, List.of(0, 2))),
                        Optional.of(new PayloadMemory(100, 3, 4096)));
        return new Snapshot(
                Path.of("/dev/shm/pool"),
                77,
                false,
                List.of(jobs),
                List.of(
                        new Worker(
                                1, OptionalLong.of(4711), Activity.WORKING, OptionalLong.of(job)),
                        new Worker(
                                2, OptionalLong.empty(), Activity.ABSENT, OptionalLong.empty())));
    }

    @Test
    void drawsSlotsSemaphoresAndWorkers() {
        assertEquals(
                """
                /dev/shm/pool  made by process 77, which is gone

                jobs: 6 slots, 1 free, 1 being written, 1 full, 3 held
                  |.w#1**|
                  qii: 9 put, qjj: 5 done
                  payload memory: 3 of 100 chunks in use, 12288 of 409600 bytes
                  isem: 1 permit
                  osem: 0 permits, asleep: coordinator, worker 2

                  worker  process  does        job
                       1     4711  working     3, for 0.0 s or more
                       2        -  absent
                """,
                String.join("\n", new Drawing().draw(snapshot(9, 5, 3), 0)) + "\n");
    }

    @Test
    void theSecondSnapshotShowsRatesAndDurations() {
        Drawing drawing = new Drawing();
        var _ = drawing.draw(snapshot(9, 5, 3), 0);
        List<String> second = drawing.draw(snapshot(29, 7, 3), 2 * SECOND);
        List<String> third = drawing.draw(snapshot(29, 7, 4), 3 * SECOND);

        assertTrue(second.contains("  qii: 29 put (10/s), qjj: 7 done (1/s)"), second::toString);
        assertTrue(
                second.contains("       1     4711  working     3, for 2.0 s or more"),
                second::toString);
        assertTrue(
                third.contains("       1     4711  working     4, for 0.0 s or more"),
                third::toString);
    }

    @Test
    void aLargeQueueShowsItsBusiestSlots() {
        List<Slot> slots =
                Stream.concat(
                                Collections.nCopies(1023, slot(State.FREE, 0)).stream(),
                                Stream.of(slot(State.HELD, 2)))
                        .toList();
        Queue queue = new Queue("jobs", slots, 1, 0, List.of());
        Snapshot snapshot =
                new Snapshot(Path.of("/dev/shm/pool"), 77, true, List.of(queue), List.of());

        List<String> lines =
                new Drawing()
                        .draw(snapshot, 0).stream().filter(line -> line.startsWith("  |")).toList();

        assertEquals(4, lines.size());
        assertEquals("  |" + ".".repeat(63) + "2|", lines.getLast());
        assertEquals(
                List.of("  |" + ".".repeat(64) + "|"),
                IntStream.range(0, 3).mapToObj(lines::get).distinct().toList());
    }

    @Test
    void showsWhatAHandlerReports() {
        assertEquals(
                List.of(
                        "       1     4711  working     3, for 0.0 s or more, thumb-3, 25 %, page\\n1",
                        "       2     4712  working     4, for 0.0 s or more, loading",
                        "       3     4713  working     5, for 0.0 s or more, 100 %"),
                workerLines(
                        new Progress(Optional.of("thumb-3"), 0.25, "page\n1"),
                        new Progress(Optional.empty(), Double.NaN, "loading"),
                        new Progress(Optional.empty(), 1, "")));
    }

    private static List<String> workerLines(Progress... reports) {
        List<Worker> workers = new ArrayList<>();
        for (Progress report : reports) {
            int number = workers.size() + 1;
            workers.add(
                    new Worker(
                            number,
                            OptionalLong.of(4710 + number),
                            Activity.WORKING,
                            OptionalLong.of(2 + number),
                            Optional.of(report)));
        }
        Snapshot snapshot = new Snapshot(Path.of("/dev/shm/pool"), 77, true, List.of(), workers);
        return new Drawing().draw(snapshot, 0).stream().skip(3).toList();
    }
}
