package org.sempool.coordinator;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sempool.JobProgress;
import org.sempool.progress.ProgressEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users how far their jobs are, on a thread of its own, which exists only while there is
 * something to tell. Reports are dropped while too many wait.
 */
final class ProgressNews<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressNews.class);
    private static final int MOST_WAITING = 1024;

    private final JobFailures<R> jobs;
    private final ThreadPoolExecutor thread;

    ProgressNews(JobFailures<R> jobs) {
        this.jobs = jobs;
        this.thread =
                new ThreadPoolExecutor(
                        1,
                        1,
                        1,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MOST_WAITING),
                        Thread.ofPlatform().daemon().name("sempool-progress").factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /** Passes on a report, if its job's user wants it. Does not block. */
    void tell(ProgressEntry entry, int worker) {
        JobFuture<R> job = jobs.find(entry.jobId());
        if (job == null || job.options().onProgress().isEmpty()) {
            return;
        }
        JobProgress progress =
                new JobProgress(
                        entry.jobId(),
                        job.options().name(),
                        entry.attempt(),
                        worker,
                        entry.fraction(),
                        entry.message());
        job.options().onProgress().ifPresent(consumer -> run(() -> consumer.accept(progress)));
    }

    private void run(Runnable news) {
        try {
            thread.execute(() -> tell(news));
        } catch (RejectedExecutionException full) {
            LOG.debug("a report of progress was dropped", full);
        }
    }

    private static void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException | Error e) {
            SafeLog.error(LOG, "a consumer of progress has thrown", e);
        }
    }

    /** Drops what was not told. Does not wait: a consumer may block. */
    void end() {
        var _ = thread.shutdownNow();
    }
}
