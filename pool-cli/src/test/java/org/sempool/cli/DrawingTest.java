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
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private static List<String> draw(Drawing drawing, Snapshot snapshot, long nanos) {
        return drawing.draw(snapshot, nanos, TerminalSize.UNLIMITED).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void drawsSlotsSemaphoresAndWorkers() {
        assertEquals(
                """
                /dev/shm/pool  made by process 77, which is gone

                jobs: 6 slots, 1 free, 1 being written, 1 full, 3 held
                  |.w#1**|
                  qii: 9 put, qjj: 5 done
                  isem: 1 permit
                  osem: 0 permits, asleep: coordinator, worker 2
                  payload memory: 3 of 100 chunks in use, 12288 of 409600 bytes

                  worker  process  does        job
                       1     4711  working     3, for 0.0 s or more
                       2        -  absent
                """,
                String.join("\n", draw(new Drawing(true), snapshot(9, 5, 3), 0)) + "\n");
    }

    @Test
    void theSecondSnapshotShowsRatesAndDurations() {
        Drawing drawing = new Drawing(true);
        var _ = draw(drawing, snapshot(9, 5, 3), 0);
        List<String> second = draw(drawing, snapshot(29, 7, 3), 2 * SECOND);
        List<String> third = draw(drawing, snapshot(29, 7, 4), 3 * SECOND);

        assertTrue(
                second.contains("  qii: 29 put (10/s), qjj: 7 done (1/s)  █ max 1/s"),
                second::toString);
        assertTrue(
                second.contains("       1     4711  working     3, for 2.0 s or more"),
                second::toString);
        assertTrue(third.contains("       1     4711  working     4, for 0.0 s"), third::toString);
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
                draw(new Drawing(true), snapshot, 0).stream()
                        .filter(line -> line.startsWith("  |"))
                        .toList();

        assertEquals(4, lines.size());
        assertEquals("  |" + ".".repeat(63) + "2|", lines.getLast());
        assertEquals(
                List.of("  |" + ".".repeat(64) + "|"),
                IntStream.range(0, 3).mapToObj(lines::get).distinct().toList());
    }

    private static Snapshot large(Slot... last) {
        List<Slot> slots =
                new ArrayList<>(Collections.nCopies(1024 - last.length, slot(State.FREE, 0)));
        slots.addAll(List.of(last));
        Queue jobs = new Queue("jobs", slots, 1, 0, List.of(new Semaphore("isem", 1, List.of())));
        Queue results = new Queue("results", slots, 1, 0, jobs.semaphores());
        return new Snapshot(
                Path.of("/dev/shm/pool"),
                77,
                true,
                List.of(jobs, results),
                List.of(
                        new Worker(
                                1, OptionalLong.of(4711), Activity.AWAKE, OptionalLong.empty())));
    }

    /** From a small window to one in which each slot has a character. */
    @ParameterizedTest
    @CsvSource({"80, 12, 15", "80, 24, 3", "100, 40, 1", "30, 12, 43"})
    void theSlotsGetTheLinesThatAreLeft(int columns, int lines, int perCharacter) {
        TerminalSize room = new TerminalSize(columns, lines);

        List<AttributedString> drawn = new Drawing(true).draw(large(), 0, room);

        assertTrue(drawn.size() <= lines, drawn::toString);
        for (AttributedString line : drawn) {
            if (line.toString().startsWith("  |")) {
                assertTrue(line.columnLength() <= columns, line::toString);
            }
        }
        String dots = drawn.toString().replaceAll("[^.]", "");
        assertEquals(2 * Math.ceilDiv(1024, perCharacter), dots.length(), drawn::toString);
    }

    @Test
    void slotsThatHaveChangedAreBright() {
        Drawing drawing = new Drawing(true);
        TerminalSize room = new TerminalSize(100, 40);
        Slot waits = new Slot(State.FULL, OptionalInt.of(0), OptionalLong.of(7));
        Slot next = new Slot(State.FULL, OptionalInt.of(0), OptionalLong.of(8));
        var _ = drawing.draw(large(waits, waits), 0, room);

        List<AttributedString> drawn = drawing.draw(large(waits, next), SECOND, room);

        AttributedString last =
                drawn.stream().filter(line -> line.toString().contains("##")).findFirst().get();
        int at = last.toString().indexOf("##");
        AttributedStyle blue = AttributedStyle.DEFAULT.foreground(AttributedStyle.BLUE);
        assertEquals(blue, last.styleAt(at));
        assertEquals(blue.bold(), last.styleAt(at + 1));
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
        return draw(new Drawing(true), snapshot, 0).stream().skip(3).toList();
    }
}
