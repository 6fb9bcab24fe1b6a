package org.sempool.cli;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How far a batch has come, in numbers. Jobs that were done before, by an earlier run of the batch,
 * count as done but not for the rate.
 *
 * <p>Thread-safe.
 */
final class Progress {
    private static final long UNKNOWN = -1;

    private final LongSupplier nanoTime;
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong restored = new AtomicLong();
    private final AtomicLong expected = new AtomicLong(UNKNOWN);
    private long startNanos;
    private long pausedNanos;
    private boolean paused;

    Progress() {
        this(System::nanoTime);
    }

    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
    }

    /** The time begins now, not with the start of the pool. */
    synchronized void begin() {
        startNanos = nanoTime.getAsLong();
    }

    /** Sets how many jobs there are, those done before included. */
    void expect(long jobs) {
        expected.set(jobs);
    }

    OptionalLong expected() {
        long jobs = expected.get();
        return jobs == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(jobs);
    }

    void countSuccess() {
        succeeded.incrementAndGet();
    }

    void countFailure() {
        failed.incrementAndGet();
    }

    /** Counts jobs that are not submitted, since an earlier run has done them. */
    void countDoneBefore(long jobs) {
        skipped.addAndGet(jobs);
    }

    /** So many of the jobs that were submitted had a result from an earlier run. */
    void noteRestored(long jobs) {
        restored.set(jobs);
    }

    /** Does not count results that were lost on their way out. */
    void countOnlyWritten(ResultWriter results) {
        succeeded.set(results.written());
    }

    long succeeded() {
        return succeeded.get();
    }

    long failed() {
        return failed.get();
    }

    /** How many jobs are done, before or now. */
    long total() {
        return ended() + skipped.get();
    }

    /** How many of the jobs that were submitted have ended. */
    long ended() {
        return succeeded() + failed();
    }

    /** How many jobs were not submitted, since an earlier run has done them. */
    long skipped() {
        return skipped.get();
    }

    long doneBefore() {
        // The pool may have restored more than were written.
        return skipped.get() + Math.min(restored.get(), succeeded());
    }

    /** How many jobs this run has done. */
    long doneNow() {
        return total() - doneBefore();
    }

    /** All of it in a sentence. */
    String summary() {
        double seconds = TimeUnit.NANOSECONDS.toMillis(elapsedNanos()) / 1000.0;
        long before = doneBefore();
        return String.format(
                Locale.ROOT,
                "%s in %.1f s (%.0f jobs/s), %d failed%s.",
                Words.count(total(), "job"),
                seconds,
                doneNow() / Math.max(seconds, 0.001),
                failed(),
                before == 0
                        ? ""
                        : "; " + before + (before == 1 ? " was" : " were") + " done before");
    }

    /** How long the batch has run, without the time in which it was suspended. */
    synchronized long elapsedNanos() {
        return (paused ? pausedNanos : nanoTime.getAsLong()) - startNanos;
    }

    /** Until {@link #resume}, no time passes. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            pausedNanos = nanoTime.getAsLong();
        }
    }

    synchronized void resume() {
        if (paused) {
            startNanos += nanoTime.getAsLong() - pausedNanos;
            paused = false;
        }
    }

    synchronized boolean isPaused() {
        return paused;
    }
}
