package org.sempool.coordinator;

import java.util.concurrent.ThreadFactory;
import org.sempool.Codec;
import org.sempool.spi.SupervisedEnd;

/** A pump of a pool without workers. */
final class TestPump {
    private TestPump() {}

    static <R> ResultPump<R> of(SupervisedEnd channel, PendingJobs<R> pending, Codec<R> results) {
        return of(channel, pending, results, Thread.ofPlatform().daemon().name("pump").factory());
    }

    static <R> ResultPump<R> of(
            SupervisedEnd channel,
            PendingJobs<R> pending,
            Codec<R> results,
            ThreadFactory threads) {
        NoWorkers workers = new NoWorkers();
        Completions<R> completions = TestCompletions.withoutExecutor();
        JobEnds ends = new JobEnds();
        Deliverer<R> deliverer =
                new Deliverer<>(pending, new ResultReader<>(results), workers, completions, ends);
        return new ResultPump<>(channel, deliverer, workers, completions, ends, threads);
    }
}
