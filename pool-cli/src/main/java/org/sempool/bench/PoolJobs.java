package org.sempool.bench;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import org.sempool.WorkerPool;

/** The jobs of a pool as users have it: submit, and a future. */
final class PoolJobs implements JobSource {
    private final WorkerPool<byte[], byte[]> pool;
    private final Belongings belongings;
    private final byte[] payload;
    private final int window;

    PoolJobs(WorkerPool<byte[], byte[]> pool, Setting setting, Belongings belongings) {
        this.pool = pool;
        this.belongings = belongings;
        payload = new byte[setting.payloadBytes()];
        window = setting.inFlight();
    }

    @Override
    public void run(long jobs) {
        ArrayDeque<CompletableFuture<byte[]>> inFlight = new ArrayDeque<>(window);
        for (long job = 0; job < jobs; job++) {
            if (inFlight.size() == window) {
                check(inFlight.remove().join());
            }
            inFlight.add(pool.submit(payload));
        }
        inFlight.forEach(result -> check(result.join()));
    }

    private void check(byte[] result) {
        if (result.length != payload.length) {
            throw new IllegalStateException(result.length + " bytes came back");
        }
    }

    @Override
    public RoundTrips roundTrips(int jobs) {
        Stopwatch stopwatch = new Stopwatch();
        for (int job = 0; job < jobs; job++) {
            stopwatch.time(() -> check(pool.submit(payload).join()));
        }
        return stopwatch.result();
    }

    @Override
    public void close() {
        pool.close();
        belongings.forget(pool);
    }
}
