package org.sempool.cli;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What to say, after an interrupt, of the jobs that the batch waits for: soon, then when jobs have
 * ended, but not all the time, and at least now and then.
 *
 * <p>Not thread-safe.
 */
final class StillRunning {
    private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long CHANGE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long SAME_NANOS = TimeUnit.SECONDS.toNanos(30);

    private long lastNanos;
    private int lastCount;
    private boolean said;

    /**
     * @param nanos when the batch was interrupted, by {@link System#nanoTime}
     */
    StillRunning(long nanos) {
        lastNanos = nanos;
    }

    /** Returns what to say now; empty for nothing. */
    String next(long nanos, List<RunningJob> jobs) {
        long since = nanos - lastNanos;
        long pause = !said ? FIRST_NANOS : jobs.size() == lastCount ? SAME_NANOS : CHANGE_NANOS;
        if (jobs.isEmpty() || since < pause) {
            return "";
        }
        said = true;
        lastNanos = nanos;
        lastCount = jobs.size();
        return (jobs.size() == 1 ? "1 job still runs: " : jobs.size() + " jobs still run: ")
                + RunningJob.list(jobs);
    }
}
