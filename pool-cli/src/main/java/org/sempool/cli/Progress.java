package org.sempool.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** How far a batch has come: always counted, and shown as a bar on request. */
final class Progress {
    private static final int UPDATE_MILLIS = 100;

    private final Console console;
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicReference<Supplier<String>> report = new AtomicReference<>(() -> "");
    private final AtomicBoolean hidden = new AtomicBoolean();
    private final @Nullable ProgressBar bar;
    private long startNanos = System.nanoTime();
    private long pausedNanos;
    private boolean paused;

    Progress(Console console, boolean shown) {
        this.console = console;
        this.bar = shown ? newBar() : null;
    }

    private ProgressBar newBar() {
        return new ProgressBarBuilder()
                .setTaskName("jobs")
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .showSpeed()
                .setConsumer(new DelegatingProgressBarConsumer(this::show, console.columns()))
                .build();
    }

    /**
     * Shows a report behind the bar, whenever the bar is drawn.
     *
     * @param newReport says what to show; called ten times a second, on the bar's thread
     */
    void show(Supplier<String> newReport) {
        report.set(newReport);
    }

    /** Sets how many jobs there are. */
    void expect(long jobs) {
        if (bar != null) {
            bar.maxHint(jobs);
        }
    }

    void countSuccess() {
        succeeded.incrementAndGet();
        step();
    }

    void countFailure() {
        failed.incrementAndGet();
        step();
    }

    private void step() {
        if (bar != null) {
            bar.step();
        }
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

    long total() {
        return succeeded() + failed();
    }

    String summary() {
        double seconds = TimeUnit.NANOSECONDS.toMillis(elapsedNanos()) / 1000.0;
        return String.format(
                Locale.ROOT,
                "%d %s in %.1f s (%.0f jobs/s), %d failed.",
                total(),
                total() == 1 ? "job" : "jobs",
                seconds,
                total() / Math.max(seconds, 0.001),
                failed());
    }

    private synchronized long elapsedNanos() {
        return (paused ? pausedNanos : System.nanoTime()) - startNanos;
    }

    /** Until {@link #resume}, no time passes and no bar is visible. */
    synchronized void pause() {
        if (!paused) {
            paused = true;
            pausedNanos = System.nanoTime();
            if (bar != null) {
                bar.pause();
                console.showBar("");
            }
        }
    }

    synchronized void resume() {
        if (paused) {
            startNanos += System.nanoTime() - pausedNanos;
            paused = false;
            if (bar != null) {
                bar.resume();
            }
        }
    }

    private void show(String text) {
        if (!hidden.get()) {
            console.showBar(text);
            ProgressBar drawn = bar;
            // The bar's thread may be faster than the constructor.
            if (drawn != null) {
                // It is seen when the bar is drawn next.
                drawn.setExtraMessage(report.get().get());
            }
        }
    }

    /** Removes the bar for good; the counts stay. Idempotent, for any thread. */
    void hide() {
        if (bar != null && hidden.compareAndSet(false, true)) {
            console.showBar("");
            bar.close();
        }
    }
}
