package org.sempool.cli;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far a batch is: as a bar or as lines if that is wanted; after an interrupt, what still
 * runs; once, that an earlier run is continued; and all of it at a SIGUSR1.
 *
 * <p>A thread of its own looks at the batch. It may block in nothing but the console, and nothing
 * waits for it.
 */
final class ProgressDisplay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** To ask the pool costs more than to draw a bar. */
    private static final long ASK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** What is shown of a batch. */
    interface Source {
        PoolStats stats();

        /** How many jobs there are, once that is known without counting them. */
        OptionalLong size();

        /** What workers have, as far as it is known, the longest first. */
        List<RunningJob> running(PoolStats stats);

        /** Whether it was interrupted, and only what runs is awaited. */
        boolean isStopped();
    }

    private final Console console;
    private final ProgressMode mode;
    private final Progress progress;
    private final CountDownLatch closed = new CountDownLatch(1);

    // Guarded by this.
    private final SmoothedRate rate = new SmoothedRate();
    private @Nullable Source source;
    private @Nullable PoolStats stats;
    private long askedNanos;
    private long ratedElapsed;
    private long ratedJobs;
    private long lineElapsed;
    private long restored;
    private boolean saidRestored;
    private @Nullable StillRunning stillRunning;

    ProgressDisplay(Console console, ProgressMode mode, Progress progress) {
        this.console = console;
        this.mode = mode;
        this.progress = progress;
    }

    /** Prints the state at each SIGUSR1 from now on. */
    void handleSignal(Supplier<OptionalLong> count) {
        var _ =
                new ProcessSignal("USR1")
                        .handle(
                                () -> {
                                    if (size().isEmpty()) {
                                        count.get().ifPresent(progress::expect);
                                    }
                                    console.message(describe(System.nanoTime()));
                                });
    }

    /** The batch begins. */
    void begin(Source batch) {
        watch(batch);
        try {
            var _ = Thread.ofPlatform().daemon().name("pool-progress").start(this::run);
        } catch (OutOfMemoryError noThread) {
            LOG.debug("progress is not shown", noThread);
        }
    }

    /** The same, for one who calls {@link #look} instead of a thread. */
    synchronized void watch(Source batch) {
        progress.begin();
        source = batch;
    }

    private void run() {
        try {
            while (!closed.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
                look(System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.debug("progress is not shown any more", e);
        }
    }

    /** Shows what has changed. */
    void look(long nanos) {
        String line = "";
        synchronized (this) {
            Source batch = source;
            if (batch == null || isClosed() || progress.isPaused()) {
                return;
            }
            boolean asked = ask(batch, nanos, false);
            if (mode == ProgressMode.BAR) {
                console.showBar(ProgressText.bar(state(), console.columns()));
            }
            if (asked) {
                line = news(batch, nanos);
            }
        }
        // Outside: it may wait for whoever reads standard error.
        if (!line.isEmpty()) {
            console.message(line);
        }
    }

    /** Asks the pool, unless it has just done so. */
    private boolean ask(Source batch, long nanos, boolean atOnce) {
        if (stats != null && !atOnce && nanos - askedNanos < ASK_NANOS) {
            return false;
        }
        askedNanos = nanos;
        // In this order: then no job counts for the rate that was done before.
        long total = progress.total();
        PoolStats now = batch.stats();
        stats = now;
        progress.noteRestored(now.restored());
        batch.size().ifPresent(progress::expect);
        long elapsed = progress.elapsedNanos();
        long jobs = Math.max(ratedJobs, total - progress.doneBefore());
        rate.add(jobs - ratedJobs, (elapsed - ratedElapsed) / 1e9);
        ratedJobs = jobs;
        ratedElapsed = elapsed;
        return true;
    }

    private String news(Source batch, long nanos) {
        if (batch.isStopped()) {
            if (stillRunning == null) {
                stillRunning = new StillRunning(nanos);
            }
            return stillRunning.next(nanos, running(batch));
        }
        String continued = continued();
        if (!continued.isEmpty()) {
            return continued;
        }
        if (mode == ProgressMode.PLAIN && progress.elapsedNanos() - lineElapsed >= LINE_NANOS) {
            lineElapsed = progress.elapsedNanos();
            return ProgressText.line(state());
        }
        return "";
    }

    /** Once no more results of an earlier run arrive, says how many there were. */
    private String continued() {
        long now = stats == null ? 0 : stats.restored();
        boolean isComplete = now > 0 && now == restored;
        restored = now;
        if (saidRestored || !isComplete) {
            return "";
        }
        saidRestored = true;
        return "continues an earlier run, which has done " + Words.count(now, "job");
    }

    private List<RunningJob> running(Source batch) {
        return stats == null ? List.of() : batch.running(stats);
    }

    private OptionalLong size() {
        OptionalLong expected = progress.expected();
        synchronized (this) {
            return expected.isPresent() || source == null ? expected : source.size();
        }
    }

    /** The state at present, in a line. */
    synchronized String describe(long nanos) {
        Source batch = source;
        if (batch == null) {
            return "the workers are being started";
        }
        if (isClosed()) {
            return progress.summary();
        }
        ask(batch, nanos, true);
        List<RunningJob> running = running(batch);
        String text = ProgressText.line(state());
        return running.isEmpty() ? text : text + "; longest: " + RunningJob.list(running);
    }

    private ProgressState state() {
        PoolStats now = stats;
        return new ProgressState(
                progress.total(),
                progress.failed(),
                progress.doneBefore(),
                progress.expected(),
                now == null ? 0 : now.running(),
                now == null ? 0 : now.workers().size(),
                rate.perSecond(),
                Duration.ofNanos(progress.elapsedNanos()),
                now == null ? "" : Reports.longestRunning(now));
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Until {@link #resume}, no time passes and no bar is visible. */
    synchronized void pause() {
        progress.pause();
        console.showBar("");
    }

    void resume() {
        progress.resume();
    }

    /** Removes the bar for good; the counts stay. Idempotent, for any thread. */
    synchronized void hide() {
        if (isClosed()) {
            return;
        }
        try {
            if (source != null) {
                // For the last words.
                var _ = ask(source, System.nanoTime(), true);
            }
        } finally {
            closed.countDown();
            console.showBar("");
        }
    }

    @Override
    public void close() {
        hide();
    }
}
