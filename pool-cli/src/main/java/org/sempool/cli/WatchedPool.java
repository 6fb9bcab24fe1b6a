package org.sempool.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sempool.JobOptions;
import org.sempool.PoolClosedException;
import org.sempool.WorkerPool;

/**
 * The pool, as far as its jobs are watched: for the log, for a limit that depends on how long
 * others took, and for a batch that stops early. Jobs that nobody watches cost nothing more.
 */
final class WatchedPool {
    private final WorkerPool<Line, byte[]> pool;
    private final ResultForm form;
    private final HaltWatch halt;
    private final @Nullable JobOptions options;
    private volatile Runnable onHalt = () -> {};

    /**
     * @param halt counts jobs as they end
     * @param isRecorded whether jobs have to know how they ended
     */
    WatchedPool(
            WorkerPool<Line, byte[]> pool,
            ResultForm form,
            HaltWatch halt,
            @Nullable MedianTimeout timeout,
            boolean isRecorded) {
        this.pool = pool;
        this.form = form;
        this.halt = halt;
        this.options =
                timeout != null
                        ? JobOptions.defaults().timeout(timeout::limit).onEnd(timeout::ended)
                        : isRecorded ? JobOptions.defaults() : null;
    }

    /** What to do when it is time to stop, on a thread of its own. */
    void onHalt(Runnable action) {
        onHalt = action;
    }

    CompletableFuture<byte[]> submit(Job job) {
        if (halt.reason() != null) {
            CompletableFuture<byte[]> never = new CompletableFuture<>();
            never.cancel(false);
            return never;
        }
        CompletableFuture<byte[]> result =
                options == null
                        ? pool.submit(job.line())
                        : pool.submit(job.line(), job.watched(options));
        if (halt.isOn()) {
            var _ = result.whenComplete(this::ended);
        }
        return result;
    }

    private void ended(byte @Nullable [] result, @Nullable Throwable failure) {
        boolean success = result != null && form.read(result).failure() == null;
        boolean counts = result != null || !isStop(failure);
        if (counts && halt.ended(success)) {
            var _ = Thread.ofVirtual().name("pool-halt").start(onHalt);
        }
    }

    /** Whether a job has not run because the batch stops. */
    private static boolean isStop(@Nullable Throwable failure) {
        return failure instanceof CancellationException || failure instanceof PoolClosedException;
    }
}
