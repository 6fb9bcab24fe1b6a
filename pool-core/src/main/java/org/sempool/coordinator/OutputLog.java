package org.sempool.coordinator;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the workers print: at INFO once a worker is ready, at DEBUG while it starts. (If it
 * fails to start, the error contains these lines, too.)
 *
 * <p>It logs on a thread of its own: if the log is slow, lines are dropped and counted, and no
 * worker waits.
 */
final class OutputLog {
    /** The logger's name, for use in a logging configuration. */
    static final String LOGGER = "org.sempool.worker.output";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int CAPACITY = 4096;
    private static final long WAIT_MILLIS = 200;

    private record Line(int worker, boolean atWork, String text) {}

    /** Wakes the thread so that it notices the stop. */
    private static final Line STOP = new Line(0, false, "");

    private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(CAPACITY);
    private final LongAdder dropped = new LongAdder();
    private volatile boolean stopped;
    private @Nullable Thread thread;

    void start() {
        thread = Thread.ofPlatform().daemon().name("sempool-output").start(this::run);
    }

    /** Does not block. */
    void add(int worker, boolean atWork, String text) {
        if (!lines.offer(new Line(worker, atWork, text))) {
            dropped.increment();
        }
    }

    /** Ends the thread once the queued lines are logged; waits briefly for it. */
    void stop() {
        stopped = true;
        Thread current = thread;
        if (current == null) {
            return;
        }
        var _ = lines.offer(STOP);
        try {
            current.join(5 * WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void log(Line line) {
        // Only what SLF4J 1.7 has: the program may have that.
        if (line.atWork) {
            LOG.info("[worker {}] {}", line.worker, line.text);
        } else if (line.worker != STOP.worker) {
            LOG.debug("[worker {}] {}", line.worker, line.text);
        }
    }

    private void run() {
        try {
            while (true) {
                boolean last = stopped;
                Line line = lines.poll(last ? 0 : WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    log(line);
                    continue;
                }
                long lost = dropped.sumThenReset();
                if (lost > 0) {
                    LOG.warn("{} lines of the workers' output were dropped", lost);
                }
                if (last) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
