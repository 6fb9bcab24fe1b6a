package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.wire.WorkerOrder;

/**
 * Has jobs that nobody waits for stopped, wherever they are.
 *
 * <p>A job moves on while one looks for it: it is put back and taken by another worker, or its
 * worker has claimed it and does not know it yet, so that an order for it goes by. So an order is
 * no event but a state: as long as the queue has the job, each look compares where it is with what
 * is to become of it, and does what is missing. Orders may come twice.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class StopOrders {
    /** Whether the handler is to be interrupted, or only not to try again. */
    private record Stop(long ticket, boolean atOnce) {}

    private final CoordinatorEnd end;
    private final RunningJobs running;
    private final Duration grace;
    private final ObjIntConsumer<WorkerOrder> orders;
    private final Map<Long, Stop> stops = new HashMap<>();

    /**
     * @param orders gives an order to the worker of that number
     */
    StopOrders(
            CoordinatorEnd end,
            RunningJobs running,
            Duration grace,
            ObjIntConsumer<WorkerOrder> orders) {
        this.end = end;
        this.running = running;
        this.grace = grace;
        this.orders = orders;
    }

    /** From now on nobody waits for this job. */
    void add(long jobId, long ticket, boolean atOnce) {
        Stop known = stops.get(jobId);
        stops.put(jobId, new Stop(ticket, atOnce || (known != null && known.atOnce)));
    }

    /** Stops this run at once, whether or not its job is known here. */
    void stop(RunningJobs.Run run) {
        stops.computeIfPresent(run.jobId(), (_, stop) -> new Stop(stop.ticket, true));
        running.giveGrace(run, grace);
        tellToStop(run);
    }

    /** Does what is missing, by the last look at who runs what. */
    void reconcile() {
        stops.values().removeIf(stop -> end.withdraw(stop.ticket) || !end.has(stop.ticket));
        stops.forEach(this::order);
        running.forEachInGrace(this::tellToStop);
    }

    private void order(long jobId, Stop stop) {
        RunningJobs.Run run = running.ofJob(jobId);
        if (run == null) {
            // Between two workers: the next look finds it.
            return;
        }
        if (stop.atOnce) {
            running.giveGrace(run, grace);
        } else if (run.orderIsDue()) {
            orders.accept(new WorkerOrder.MakeLast(jobId, run.attempt()), run.worker());
        }
    }

    private void tellToStop(RunningJobs.Run run) {
        if (run.orderIsDue()) {
            orders.accept(new WorkerOrder.StopJob(run.jobId(), run.attempt()), run.worker());
        }
    }

    /** Whether one is to be stopped at once that has not stopped. */
    boolean anyAtOnce() {
        return running.anyInGrace() || stops.values().stream().anyMatch(Stop::atOnce);
    }
}
