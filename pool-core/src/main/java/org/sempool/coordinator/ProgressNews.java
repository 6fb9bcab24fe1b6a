package org.sempool.coordinator;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sempool.JobProgress;
import org.sempool.progress.ProgressEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells users how far their jobs are: the pool's listeners, and what a job's own options name. The
 * latter on a thread of its own, which exists only while there is something to tell. Reports are
 * dropped while too many wait.
 */
final class ProgressNews<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressNews.class);
    private static final int MOST_WAITING = 1024;

    private final JobFailures<R> jobs;
    private final Listeners listeners;
    private final ThreadPoolExecutor thread;

    ProgressNews(JobFailures<R> jobs, Listeners listeners) {
        this.jobs = jobs;
        this.listeners = listeners;
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

    /** Passes on a report, if anybody wants it. Does not block. */
    void tell(ProgressEntry entry, int worker) {
        JobFuture<R> job = jobs.find(entry.jobId());
        if (job == null || (job.options().onProgress().isEmpty() && !listeners.areAny())) {
            return;
        }
        JobProgress progress = describe(entry, job.options().name(), worker);
        listeners.tell("jobProgressed", listener -> listener.jobProgressed(progress));
        job.options().onProgress().ifPresent(consumer -> run(() -> consumer.accept(progress)));
    }

    static JobProgress describe(ProgressEntry entry, Optional<String> name, int worker) {
        return new JobProgress(
                entry.jobId(), name, entry.attempt(), worker, entry.fraction(), entry.message());
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
