package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.Progress;
import org.sempool.inspect.Snapshot.Queue;
import org.sempool.inspect.Snapshot.Worker;

/** Specifies the table of {@code pool top}. */
final class JobTableTest {
    private static final long SECOND = 1_000_000_000;

    private final JobTable table = new JobTable(false);

    private static Snapshot pool(long owner, long done, Worker... workers) {
        Queue jobs = new Queue("jobs", List.of(), done, done, List.of());
        return new Snapshot(
                Path.of("/dev/shm/pool-" + owner), owner, true, List.of(jobs), List.of(workers));
    }

    private static Worker worker(int number, long job, Progress progress) {
        return new Worker(
                number,
                OptionalLong.of(4710 + number),
                Activity.WORKING,
                job == 0 ? OptionalLong.empty() : OptionalLong.of(job),
                job == 0 ? Optional.empty() : Optional.of(progress));
    }

    private static Progress progress(String name, double fraction, String message) {
        return new Progress(
                name.isEmpty() ? Optional.empty() : Optional.of(name), fraction, message);
    }

    private static final Progress NONE = progress("", Double.NaN, "");

    private String draw(long seconds, Snapshot... pools) {
        List<String> lines =
                new ArrayList<>(
                        table.draw(List.of(pools), seconds * SECOND).stream()
                                .map(AttributedString::toString)
                                .toList());
        return String.join("\n", lines) + "\n";
    }

    @Test
    void theJobThatHasRunLongestComesFirst() {
        var _ =
                draw(
                        0,
                        pool(77, 10, worker(1, 0, NONE), worker(2, 5, NONE)),
                        pool(88, 0, worker(1, 0, NONE)));
        var _ =
                draw(
                        10,
                        pool(77, 20, worker(1, 0, NONE), worker(2, 5, NONE)),
                        pool(88, 0, worker(1, 3, progress("a", 0, ""))));

        String drawn =
                draw(
                        75,
                        pool(
                                77,
                                40,
                                worker(1, 6, progress("thumb-3", 0.251, "page\n1")),
                                worker(2, 5, NONE)),
                        pool(88, 0, worker(1, 3, progress("日本", 1, ""))));

        assertEquals(
                """
                2 pools, 3 of 3 workers busy, 0 jobs waiting, 40 done, 0.3/s
                       TIME  PROGRESS              JOB  NAME        POOL  WORKER  PROCESS  DOING
                    >= 1:15  -                      5  -             77       2     4712
                       1:05  ########## 100 %       3  日本          88       1     4711
                      0.0 s  ##........  25 %       6  thumb-3       77       1     4711  page\\n1
                """,
                drawn);
    }

    @Test
    void aPoolWithoutJobsSaysSo() {
        assertEquals(
                """
                1 pool, 0 of 1 worker busy, 0 jobs waiting, 3 done, 0/s
                no job is running
                """,
                draw(0, pool(77, 3, worker(1, 0, NONE))));
    }

    @Test
    void aLongNameIsCut() {
        String drawn = draw(0, pool(77, 0, worker(1, 1, progress("x".repeat(50), 0.5, ""))));

        assertEquals(
                "   >= 0.0 s  #####.....  50 %       1  "
                        + "x".repeat(37)
                        + "...       77       1     4711",
                drawn.lines().toList().getLast());
    }

    @Test
    void timesAreReadByPeople() {
        assertEquals("7.3 s", JobTable.time(new JobAges.Age(7_345_000_000L, true)));
        assertEquals("12:03", JobTable.time(new JobAges.Age(723 * SECOND, true)));
        assertEquals(">= 1:07:22", JobTable.time(new JobAges.Age(4042 * SECOND, false)));
    }

    @Test
    void aDeadWorkersJobIsMarked() {
        Worker dead = new Worker(1, OptionalLong.of(4711), Activity.DEAD, OptionalLong.of(9));

        assertEquals(
                "   >= 0.0 s  -                      9  -          77       1     4711  its worker has died",
                draw(0, pool(77, 0, dead)).lines().toList().getLast());
    }
}
