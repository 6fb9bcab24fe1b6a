package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sempool.DurationStats;
import org.sempool.PoolStats;

/** Specifies what is shown of a batch, and when, by a clock that the test sets. */
@Timeout(60)
final class ProgressDisplayTest {
    private static final DurationStats NONE =
            new DurationStats(
                    0,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();
    private final Progress progress = new Progress(clock::get);
    private final FakeBatch batch = new FakeBatch();

    @Test
    void plainProgressIsALineEveryTenSecondsWithoutControlCharacters() {
        progress.expect(100);
        try (ProgressDisplay display = display(ProgressMode.PLAIN)) {
            for (int second = 1; second <= 25; second++) {
                succeed(2);
                pass(display, 1000);
            }
        }

        assertEquals(
                List.of(
                        "pool: 20/100 jobs (20%), 0 failed, ETA 40 s, 2.0/s",
                        "pool: 40/100 jobs (40%), 0 failed, ETA 30 s, 2.0/s"),
                lines());
    }

    @Test
    void withoutProgressNothingIsShown() {
        try (ProgressDisplay display = display(ProgressMode.NONE)) {
            pass(display, 60_000);
        }

        assertEquals(List.of(), lines());
    }

    @Test
    void jobsThatWereDoneBeforeAreSaidOnceAndDoNotCountForTheRate() {
        progress.expect(100);
        progress.countDoneBefore(10);
        try (ProgressDisplay display = display(ProgressMode.NONE)) {
            batch.restored = 30;
            succeed(30);
            pass(display, 1000);
            pass(display, 1000);
            succeed(8);
            pass(display, 1000);
            pass(display, 1000);

            assertEquals(
                    "48/100 jobs (48%), 0 failed, ETA 24 s, 2.1/s, 40 done before",
                    display.describe(clock.get()));
        }
        console.awaitWritten();

        assertEquals(List.of("pool: continues an earlier run, which has done 30 jobs"), lines());
        assertEquals(
                "48 jobs in 4.0 s (2 jobs/s), 0 failed; 40 were done before.", progress.summary());
    }

    @Test
    void theTotalIsKnownAtTheEndOfAPipe() {
        try (ProgressDisplay display = display(ProgressMode.NONE)) {
            succeed(1);
            pass(display, 1000);
            assertTrue(display.describe(clock.get()).startsWith("1 job done"), "of any number");

            batch.size = OptionalLong.of(4);
            pass(display, 1000);

            assertTrue(display.describe(clock.get()).startsWith("1/4 jobs (25%)"), "of four");
        }
    }

    @Test
    void noTimePassesAndNoBarIsShownWhileItIsSuspended() {
        try (ProgressDisplay display = display(ProgressMode.BAR)) {
            pass(display, 1000);
            display.pause();
            console.awaitWritten();
            int before = written.size();
            pass(display, 3_600_000);
            console.awaitWritten();
            assertEquals(before, written.size());
            display.resume();
            succeed(1);
            pass(display, 1000);
        }

        assertEquals("1 job in 2.0 s (1 jobs/s), 0 failed.", progress.summary());
        assertFalse(written.toString(StandardCharsets.UTF_8).endsWith("%"), "the bar is erased");
    }

    @Test
    void whatStillRunsIsSaidSoonAndWhenItHasChangedAndNowAndThen() {
        StillRunning still = new StillRunning(0);
        List<RunningJob> two = List.of(job("a:1 'x'", 75), job("a:2 'y'", 5));

        assertEquals("", still.next(seconds(0.1), two));
        assertEquals(
                "2 jobs still run: a:1 'x' for 1 min 15 s, a:2 'y' for 5 s",
                still.next(seconds(0.6), two));
        assertEquals("", still.next(seconds(20), two));
        assertEquals(
                "1 job still runs: a:1 'x' for 1 min 15 s",
                still.next(seconds(21), two.subList(0, 1)));
        assertEquals("", still.next(seconds(22), two), "not again within seconds");
        assertEquals("", still.next(seconds(24.5), List.of()));
        assertFalse(still.next(seconds(52), two.subList(0, 1)).isEmpty(), "after half a minute");
    }

    @Test
    void ofManyJobsOnlyTheLongestAreNamed() {
        List<RunningJob> many =
                RunningJob.sorted(
                        List.of(job("a", 1), job("b", 4), job("c", 3), job("d", 2), job("e", 0)));

        assertEquals("b for 4 s, c for 3 s, d for 2 s and 2 more", RunningJob.list(many));
    }

    @Test
    void whatTheWorkersDidHasNoZeroes() {
        DurationStats ten = times(10);
        DurationStats thirty = times(30);

        assertEquals(
                "the workers took 1.5 s of processor time; jobs spent 75% of their time running;"
                        + " 2 retries; 1 worker died",
                WorkSummary.of(stats(2, 1, ten, thirty, NONE), Duration.ofMillis(1500)));
        assertEquals(
                "jobs spent 75% of their time waiting for a worker",
                WorkSummary.of(stats(0, 0, thirty, ten, NONE), Duration.ZERO));
        assertEquals("", WorkSummary.of(stats(0, 0, NONE, NONE, NONE), Duration.ZERO));
    }

    private static DurationStats times(int seconds) {
        Duration time = Duration.ofSeconds(seconds);
        return new DurationStats(1, time, time, time, time, time, time);
    }

    private static RunningJob job(String input, int seconds) {
        return new RunningJob(input, Duration.ofSeconds(seconds));
    }

    private static long seconds(double seconds) {
        return (long) (1e9 * seconds);
    }

    private final Console console = new Console(written::writeBytes, true);

    private ProgressDisplay display(ProgressMode mode) {
        ProgressDisplay display = new ProgressDisplay(console, mode, progress);
        display.watch(batch);
        return display;
    }

    private void succeed(int jobs) {
        for (int i = 0; i < jobs; i++) {
            progress.countSuccess();
        }
    }

    private void pass(ProgressDisplay display, long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        display.look(clock.get());
    }

    private List<String> lines() {
        console.awaitWritten();
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static PoolStats stats(
            long retried,
            long deaths,
            DurationStats waiting,
            DurationStats running,
            DurationStats delivering) {
        return new PoolStats(
                0,
                0,
                0,
                0,
                0,
                Map.of(),
                retried,
                0,
                0,
                0,
                deaths,
                List.of(),
                waiting,
                running,
                delivering,
                0);
    }

    private static final class FakeBatch implements ProgressDisplay.Source {
        private long restored;
        private OptionalLong size = OptionalLong.empty();

        @Override
        public PoolStats stats() {
            return new PoolStats(
                    0, 0, 0, 0, 0, Map.of(), 0, restored, 0, 0, 0, List.of(), NONE, NONE, NONE, 0);
        }

        @Override
        public OptionalLong size() {
            return size;
        }

        @Override
        public List<RunningJob> running(PoolStats stats) {
            return List.of();
        }

        @Override
        public boolean isStopped() {
            return false;
        }
    }
}
