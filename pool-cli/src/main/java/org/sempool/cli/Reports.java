package org.sempool.cli;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.sempool.JobProgress;
import org.sempool.PoolStats;
import org.sempool.WorkerStats;

/** What handlers report about their jobs, in a few words. */
final class Reports {
    private Reports() {}

    /** The report about the job that has run for the longest; empty if no handler reports any. */
    static String longestRunning(PoolStats stats) {
        return stats.workers().stream()
                .map(WorkerStats::job)
                .flatMap(Optional::stream)
                .filter(job -> job.progress().isPresent())
                .max(Comparator.comparing(WorkerStats.Job::running))
                .flatMap(WorkerStats.Job::progress)
                .map(Reports::describe)
                .orElse("");
    }

    private static String describe(JobProgress progress) {
        return Double.isNaN(progress.fraction())
                ? progress.message()
                : String.format(
                        Locale.ROOT, "%.0f%% %s", 100 * progress.fraction(), progress.message());
    }
}
