package org.sempool.host;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sempool.DurationStats;
import org.sempool.PoolStats;
import org.sempool.WorkerPool;
import org.sempool.WorkerStats;
import org.sempool.coordinator.RelayedJob;
import org.sempool.spi.HostEnd;

/**
 * Feeds a pool of this machine with jobs from a broker.
 *
 * <p>Thread-safe.
 */
public final class HostService implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private static final long END_MILLIS = 5_000;

    private final HostEnd end;
    private final WorkerPool<RelayedJob, MemorySegment> pool;
    private final int workers;
    private final SlotGate gate;
    private final Runs runs;
    private final List<Thread> slots = new ArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("sempool-host-watch").factory());

    // What was measured so far. For the thread of the timer.
    private long counted;
    private Duration total = Duration.ZERO;

    /**
     * @param host the name of this machine
     * @param runs what the end's orders to cancel go to
     */
    private HostService(
            HostEnd end,
            WorkerPool<RelayedJob, MemorySegment> pool,
            int workers,
            String host,
            Runs runs) {
        this.end = end;
        this.pool = pool;
        this.workers = workers;
        this.gate = new SlotGate(workers);
        this.runs = runs;
        for (int i = 1; i <= gate.most(); i++) {
            Slot slot = new Slot(end.openSlot(), pool, gate, runs, host);
            slots.add(Thread.ofPlatform().daemon().name("sempool-slot-" + i).unstarted(slot));
        }
    }

    /** Joins the hosts of a pool. */
    @FunctionalInterface
    public interface Join {
        /** Makes the host's end; its orders go to the given receiver. */
        HostEnd join(HostEnd.CancelOrders cancels) throws java.io.IOException;
    }

    /** The most jobs that this host gives to its pool at a time. */
    public static int mostJobs(int workers) {
        return workers + SlotGate.MOST_WAITING;
    }

    /**
     * How many jobs it gives to its pool at a time if jobs take so long.
     *
     * @param jobNanos as measured
     */
    public static int jobsAtATime(int workers, double jobNanos) {
        return SlotGate.limit(workers, jobNanos);
    }

    /**
     * Starts to take jobs.
     *
     * @param join connects to the broker
     * @param pool runs the jobs
     * @param workers how many workers that has
     * @param host the name of this machine
     */
    public static HostService start(
            Join join, WorkerPool<RelayedJob, MemorySegment> pool, int workers, String host)
            throws java.io.IOException {
        Runs runs = new Runs();
        HostService service = new HostService(join.join(runs), pool, workers, host, runs);
        service.slots.forEach(Thread::start);
        var _ =
                service.timer.scheduleWithFixedDelay(
                        service::watch, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return service;
    }

    private void watch() {
        end.tell(workers, runs.count());
        runs.dropUnclaimed(end.isConnected());
        measure();
        if (gate.isStalled()) {
            var _ = pool.cancelWaiting();
        }
    }

    /** How long handlers take decides how many jobs may wait here. */
    private void measure() {
        PoolStats stats = pool.stats();
        long ready = stats.workers().stream().filter(HostService::takesJobs).count();
        gate.setReady(Math.toIntExact(ready));
        DurationStats times = stats.runningTimes();
        long count = times.count() - counted;
        double nanos = times.total().minus(total).toNanos();
        if (count > 0) {
            gate.setJobTime(nanos / count);
        }
        counted = times.count();
        total = times.total();
    }

    private static boolean takesJobs(WorkerStats worker) {
        return worker.state() == WorkerStats.State.IDLE
                || worker.state() == WorkerStats.State.RUNNING;
    }

    /** The connection to the broker. */
    public HostEnd end() {
        return end;
    }

    /** Takes no more jobs; those that wait here are given back. */
    public void drain() {
        gate.close();
        var _ = pool.cancelWaiting();
    }

    /**
     * Waits until all jobs have ended and are reported.
     *
     * @return false if that takes too long
     */
    public boolean awaitDrained(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (Thread slot : slots) {
            long left = deadline - System.nanoTime();
            if (!slot.join(Duration.ofNanos(Math.max(1, left)))) {
                return false;
            }
        }
        return true;
    }

    /** Takes no more jobs, and gives those that slots still hold to other hosts. */
    public void disconnect() {
        gate.close();
        timer.shutdownNow();
        end.close();
    }

    /** Disconnects, and waits for the slots a little. */
    @Override
    public void close() {
        disconnect();
        try {
            var _ = awaitDrained(TimeUnit.MILLISECONDS.toNanos(END_MILLIS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
