package org.sempool.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.WorkerOrder;

/** The current worker processes, by number. Written by the supervisor's thread, read by any. */
final class Workers {
    private final AtomicReferenceArray<@Nullable WorkerProcess> byNumber;

    private final PoolClock clock;

    /**
     * @param clock measures the workers' time limits
     */
    Workers(int max, PoolClock clock) {
        this.clock = clock;
        this.byNumber = new AtomicReferenceArray<>(max + 1);
    }

    /** How many workers there are when none is missing. */
    int max() {
        return byNumber.length() - 1;
    }

    PoolClock clock() {
        return clock;
    }

    void add(WorkerProcess worker) {
        byNumber.set(worker.number(), worker);
    }

    void remove(WorkerProcess worker) {
        var _ = byNumber.compareAndSet(worker.number(), worker, null);
    }

    @Nullable WorkerProcess get(int number) {
        return byNumber.get(number);
    }

    /** The worker with this number, if it is still this process. */
    @Nullable WorkerProcess get(int number, long pid) {
        WorkerProcess worker = get(number);
        return worker != null && worker.pid() == pid ? worker : null;
    }

    List<WorkerProcess> all() {
        List<WorkerProcess> all = new ArrayList<>();
        for (int number = 1; number < byNumber.length(); number++) {
            WorkerProcess worker = get(number);
            if (worker != null) {
                all.add(worker);
            }
        }
        return all;
    }

    /** Their process ids. */
    List<Long> pids() {
        return all().stream().map(WorkerProcess::pid).toList();
    }

    boolean anyReady() {
        return all().stream().anyMatch(WorkerProcess::isReady);
    }

    boolean allReady() {
        return all().stream().allMatch(WorkerProcess::isReady);
    }

    /** Gives a worker an order, if there is one with this number. */
    void order(WorkerOrder order, int number) {
        WorkerProcess worker = get(number);
        if (worker != null) {
            worker.order(order);
        }
    }

    void sayFarewell() {
        all().forEach(worker -> worker.order(new WorkerOrder.Farewell()));
    }

    void killAll() {
        all().forEach(worker -> worker.kill("the pool was stopped"));
    }

    /** How long each of their threads has waited for a processor, in nanoseconds. */
    Map<Long, Long> processorWaits() {
        Map<Long, Long> waits = new HashMap<>();
        all().forEach(worker -> waits.putAll(worker.processorWaits()));
        return waits;
    }

    /** Waits until all have ended; returns false if that exceeds a {@link TimeLimit}. */
    boolean awaitEnds(Duration timeout) throws InterruptedException {
        TimeLimit limit = new TimeLimit(timeout, clock, this::processorWaits);
        while (all().stream().anyMatch(WorkerProcess::isAlive)) {
            if (limit.left().isZero()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return true;
    }
}
