package org.sempool.examples.service;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sempool.JobContext;

/**
 * Makes replacements in threads of this JVM, for comparison. A pattern that runs for ever keeps its
 * thread, because no thread can be made to stop; one that needs too much memory takes it from all
 * others; and a crash ends the service.
 */
final class OwnJvmEngine implements Engine {
    private static final int WAITING_PER_THREAD = 32;

    private final Duration timeout;
    private final ThreadPoolExecutor threads;

    OwnJvmEngine(int workers, Duration timeout) {
        this.timeout = timeout;
        this.threads =
                new ThreadPoolExecutor(
                        workers,
                        workers,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(workers * WAITING_PER_THREAD),
                        Thread.ofPlatform().daemon().name("replace-", 1).factory());
    }

    @Override
    public String run(Replacement job) throws Unavailable {
        Future<String> result;
        try {
            // A handler is for one thread, so each job has its own.
            result = threads.submit(() -> new ReplaceHandler().handle(job, JobContext.of(1, 1, 1)));
        } catch (RejectedExecutionException full) {
            throw new Unavailable(Reply.BUSY, "too many requests wait");
        }
        try {
            return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | CancellationException e) {
            result.cancel(true);
            throw new Unavailable(Reply.UNPROCESSABLE, "the pattern takes too long on this text");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Error error
                    ? new Unavailable(Reply.UNPROCESSABLE, error.toString())
                    : new Unavailable(Reply.BAD_REQUEST, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(Reply.BUSY, "the service is ending");
        }
    }

    @Override
    public boolean isHealthy() {
        return !threads.isShutdown();
    }

    @Override
    public String metrics() {
        return "replace_threads_active " + threads.getActiveCount() + "\n";
    }

    @Override
    public void close(Duration limit) {
        threads.shutdown();
        try {
            var _ = threads.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
