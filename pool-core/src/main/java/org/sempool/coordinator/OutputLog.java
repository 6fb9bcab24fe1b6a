package org.sempool.coordinator;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.sempool.logging.LogRecord;
import org.sempool.logging.RecordLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what the workers print: at INFO once a worker is ready; at DEBUG while it starts, and if its
 * JVM reports a crash. (If it fails to start or dies, the error contains these lines, too.) What
 * they log is logged as it was.
 *
 * <p>It logs on a thread of its own: if the log is slow, lines are dropped and counted, and no
 * worker waits.
 */
final class OutputLog {
    /** The logger's name, for use in a logging configuration. */
    static final String LOGGER = "org.sempool.worker.output";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    private static final int CAPACITY = 4096;
    private static final long MOST_CHARS = 16_000_000;
    private static final long WAIT_MILLIS = 200;

    /** A line, or what was logged. */
    private record Entry(
            int worker, long pid, boolean atWork, String line, @Nullable LogRecord logged) {
        int size() {
            return logged == null ? line.length() : logged.size();
        }
    }

    /** Wakes the thread so that it notices the stop. */
    private static final Entry STOP = new Entry(0, 0, false, "", null);

    private final BlockingQueue<Entry> entries = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong chars = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final String pool;
    private final RecordLog recordLog;
    private volatile boolean stopped;
    private @Nullable Thread thread;

    /**
     * @param pool the pool's name
     */
    OutputLog(String pool) {
        this.pool = pool;
        this.recordLog = new RecordLog(pool, LOGGER);
    }

    void start() {
        thread = Thread.ofPlatform().daemon().name("sempool-output").start(this::run);
    }

    /** Adds a line. Does not block. */
    void add(int worker, long pid, boolean atWork, String line) {
        add(new Entry(worker, pid, atWork, line, null));
    }

    /** Adds what a worker has logged. Does not block. */
    void add(int worker, long pid, LogRecord logged) {
        add(new Entry(worker, pid, true, "", logged));
    }

    private void add(Entry entry) {
        if (chars.get() < MOST_CHARS && entries.offer(entry)) {
            chars.addAndGet(entry.size());
        } else {
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
        var _ = entries.offer(STOP);
        try {
            current.join(5 * WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void log(Entry entry) {
        chars.addAndGet(-entry.size());
        try {
            if (entry.logged != null) {
                recordLog.log(entry.worker, entry.pid, entry.logged);
            } else if (entry.worker != STOP.worker) {
                RecordLog.within(pool, entry.worker, entry.pid, 0, null, () -> logLine(entry));
            }
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOG, "a worker's output could not be logged", e);
        }
    }

    /** Only what SLF4J 1.7 has: the program may have that. */
    private static void logLine(Entry entry) {
        if (entry.atWork) {
            LOG.info("[worker {}] {}", entry.worker, entry.line);
        } else {
            LOG.debug("[worker {}] {}", entry.worker, entry.line);
        }
    }

    private void run() {
        try {
            while (true) {
                boolean last = stopped;
                Entry entry = entries.poll(last ? 0 : WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (entry != null) {
                    log(entry);
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
