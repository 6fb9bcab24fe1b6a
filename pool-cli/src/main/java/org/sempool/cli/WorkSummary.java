package org.sempool.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sempool.DurationStats;
import org.sempool.PoolStats;

/** What the workers of a batch did, in a line. */
final class WorkSummary {
    private WorkSummary() {}

    /**
     * @param hasOwn whether there were workers on this machine
     */
    static String of(PoolStats stats, boolean hasOwn) {
        return of(stats, hasOwn ? ProcessorTime.ofDescendants() : Duration.ZERO);
    }

    /**
     * @param processor the processor time of the workers; zero if it is not known
     */
    static String of(PoolStats stats, Duration processor) {
        List<String> parts = new ArrayList<>();
        if (!processor.isZero()) {
            parts.add("the workers took " + seconds(processor) + " of processor time");
        }
        String phase = busiestPhase(stats);
        if (!phase.isEmpty()) {
            parts.add(phase);
        }
        if (stats.retried() > 0) {
            parts.add(stats.retried() == 1 ? "1 retry" : stats.retried() + " retries");
        }
        if (stats.workerDeaths() > 0) {
            parts.add(Words.count(stats.workerDeaths(), "worker") + " died");
        }
        return String.join("; ", parts);
    }

    private static String seconds(Duration time) {
        return time.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0)
                : Words.span(time);
    }

    /** Where jobs have spent the most time. */
    private static String busiestPhase(PoolStats stats) {
        double waiting = seconds(stats.waitingTimes());
        double running = seconds(stats.runningTimes());
        double delivering = seconds(stats.deliveringTimes());
        double all = waiting + running + delivering;
        if (all <= 0) {
            return "";
        }
        double most = Math.max(waiting, Math.max(running, delivering));
        String phase =
                most == waiting
                        ? "waiting for a worker"
                        : most == running ? "running" : "waiting for their results to be read";
        return String.format(
                Locale.ROOT, "jobs spent %.0f%% of their time %s", 100 * most / all, phase);
    }

    private static double seconds(DurationStats phase) {
        return phase.total().toNanos() / 1e9;
    }
}
