package org.sempool.examples.service;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.sempool.JobFailedException;
import org.sempool.JobTimedOutException;
import org.sempool.PayloadTooLargeException;
import org.sempool.PoolException;
import org.sempool.WorkerDiedException;
import org.sempool.WorkerPool;
import org.sempool.WorkerStats;
import org.sempool.micrometer.PoolMetrics;

/** Makes replacements in worker processes. */
final class PoolEngine implements Engine {
    private static final int WAITING_PER_WORKER = 32;
    private static final long WORKER_HEAP = 128 << 20;
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final WorkerPool<Replacement, String> pool;
    private final PrometheusMeterRegistry metrics =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    PoolEngine(int workers, Duration timeout) {
        pool =
                WorkerPool.builder(ReplaceHandler.class)
                        .name("replace")
                        .workers(workers)
                        .queue(workers * WAITING_PER_WORKER)
                        .heap(WORKER_HEAP)
                        .jobTimeout(timeout)
                        // A regular expression does not notice an interrupt.
                        .grace(Duration.ZERO)
                        // A request that ends a worker would end the next one, too.
                        .attempts(1)
                        // Main closes it when the requests are answered.
                        .stopAtExit(false)
                        .build();
        new PoolMetrics(pool).bindTo(metrics);
    }

    @Override
    public String run(Replacement job) throws Unavailable {
        try {
            CompletableFuture<String> result =
                    pool.trySubmit(job, PATIENCE)
                            .orElseThrow(
                                    () -> new Unavailable(Reply.BUSY, "too many requests wait"));
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof PoolException failure) {
                throw explain(failure);
            }
            throw e;
        } catch (PoolException e) {
            throw explain(e);
        }
    }

    private static Unavailable explain(PoolException failure) {
        return switch (failure) {
            case JobFailedException e when e.remoteType().endsWith("Error") ->
                    new Unavailable(Reply.UNPROCESSABLE, e.remoteType());
            case JobFailedException e ->
                    new Unavailable(Reply.BAD_REQUEST, String.valueOf(e.remoteMessage()));
            case JobTimedOutException _ ->
                    new Unavailable(Reply.UNPROCESSABLE, "the pattern takes too long on this text");
            case WorkerDiedException _ ->
                    new Unavailable(Reply.ERROR, "this request ended the process that ran it");
            case PayloadTooLargeException e ->
                    new Unavailable(Reply.TOO_LARGE, String.valueOf(e.getMessage()));
            default -> new Unavailable(Reply.BUSY, "the service is ending");
        };
    }

    @Override
    public boolean isHealthy() {
        return !pool.isClosed()
                && pool.stats().workers().stream()
                        .anyMatch(worker -> worker.state() != WorkerStats.State.STARTING);
    }

    @Override
    public String metrics() {
        return metrics.scrape();
    }

    @Override
    public void close(Duration limit) {
        var _ = pool.close(limit);
        metrics.close();
    }
}
