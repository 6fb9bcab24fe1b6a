package org.sempool.host;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sempool.spi.HostEnd;

/**
 * The jobs that run on this host. If its connection is lost, a job runs on, and the broker gives it
 * away again; if it comes back to this host, the new slot waits for the same run. So a broker may
 * be restarted without running jobs twice.
 *
 * <p>Thread-safe.
 */
final class Runs implements HostEnd.CancelOrders {
    /** The broker gives a lost job away at once. */
    private static final long UNCLAIMED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Map<Key, Run> runs = new HashMap<>();

    private record Key(String origin, long jobId) {}

    /** One run of a job. */
    static final class Run {
        private final Key key;
        private final CompletableFuture<MemorySegment> future;
        private int waiting;
        private long leftNanos;
        private volatile boolean cancelled;

        private Run(Key key, CompletableFuture<MemorySegment> future) {
            this.key = key;
            this.future = future;
        }

        CompletableFuture<MemorySegment> future() {
            return future;
        }

        /** Whether its coordinator has cancelled it. */
        boolean isCancelled() {
            return cancelled;
        }
    }

    /**
     * The run of this job, which begins now if there is none. Each call is followed by {@link #end}
     * or {@link #leave}.
     */
    Run join(String origin, long jobId, Supplier<CompletableFuture<MemorySegment>> begin) {
        Key key = new Key(origin, jobId);
        synchronized (runs) {
            Run known = runs.get(key);
            if (known != null) {
                known.waiting++;
                return known;
            }
        }
        // Outside the lock: it may wait for room.
        Run begun = new Run(key, begin.get());
        begun.waiting = 1;
        synchronized (runs) {
            runs.put(key, begun);
        }
        return begun;
    }

    /** The run is over for the broker: if the job comes again, it runs again. Idempotent. */
    void end(Run run) {
        synchronized (runs) {
            runs.remove(run.key, run);
        }
    }

    /**
     * A slot has lost the run's job. The run goes on, in case that the job comes back; its result
     * is kept until then, or until {@link #dropUnclaimed}.
     */
    void leave(Run run) {
        synchronized (runs) {
            run.waiting--;
            run.leftNanos = System.nanoTime();
        }
    }

    /** Whether this job runs here, or has run and is not reported. */
    boolean has(String origin, long jobId) {
        synchronized (runs) {
            return runs.containsKey(new Key(origin, jobId));
        }
    }

    /**
     * Ends the runs that no slot has waited for lately: their jobs run elsewhere by now. Without a
     * connection to the broker no job can come back, so that time does not count.
     */
    void dropUnclaimed(boolean connected) {
        long now = System.nanoTime();
        synchronized (runs) {
            if (!connected) {
                runs.values().forEach(run -> run.leftNanos = now);
                return;
            }
            runs.values()
                    .removeIf(
                            run -> {
                                boolean unclaimed =
                                        run.waiting == 0 && now - run.leftNanos > UNCLAIMED_NANOS;
                                if (unclaimed) {
                                    run.future.cancel(true);
                                }
                                return unclaimed;
                            });
        }
    }

    int count() {
        synchronized (runs) {
            return runs.size();
        }
    }

    @Override
    public void cancel(String origin, long jobId) {
        Run run;
        synchronized (runs) {
            run = runs.get(new Key(origin, jobId));
        }
        if (run != null) {
            cancel(run);
        }
    }

    @Override
    public void cancelAll(String origin) {
        List<Run> ofOrigin;
        synchronized (runs) {
            ofOrigin = runs.values().stream().filter(run -> run.key.origin.equals(origin)).toList();
        }
        ofOrigin.forEach(Runs::cancel);
    }

    private static void cancel(Run run) {
        run.cancelled = true;
        run.future.cancel(true);
    }
}
