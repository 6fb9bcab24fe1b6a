package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sempool.DurationStats;
import org.sempool.JobProgress;
import org.sempool.PoolStats;
import org.sempool.WorkerStats;

final class ReportsTest {
    private static final DurationStats NONE =
            new DurationStats(
                    0,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO);

    @Test
    void theJobThatHasRunForTheLongestIsShown() {
        assertEquals(
                "50% half",
                Reports.longestRunning(
                        stats(job(1, report(0.1, "new")), job(2, report(0.5, "half")))));
    }

    @Test
    void anUnknownFractionIsNotShown() {
        assertEquals("busy", Reports.longestRunning(stats(job(1, report(Double.NaN, "busy")))));
    }

    @Test
    void withoutReportsNothingIsShown() {
        assertEquals("", Reports.longestRunning(stats(job(1, Optional.empty()))));
        assertEquals("", Reports.longestRunning(stats()));
    }

    private static Optional<JobProgress> report(double fraction, String message) {
        return Optional.of(new JobProgress(1, Optional.empty(), 1, 1, fraction, message));
    }

    private static WorkerStats.Job job(int seconds, Optional<JobProgress> progress) {
        return new WorkerStats.Job(
                seconds, Optional.empty(), 1, Duration.ofSeconds(seconds), progress);
    }

    private static PoolStats stats(WorkerStats.Job... jobs) {
        List<WorkerStats> workers =
                Stream.of(jobs)
                        .map(
                                job ->
                                        new WorkerStats(
                                                (int) job.id(),
                                                1,
                                                WorkerStats.State.RUNNING,
                                                Duration.ZERO,
                                                Optional.of(job),
                                                OptionalLong.empty()))
                        .toList();
        return new PoolStats(0, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, 0, workers, NONE, NONE, NONE, 0);
    }
}
