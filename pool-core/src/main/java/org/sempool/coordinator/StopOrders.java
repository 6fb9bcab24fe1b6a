package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.wire.WorkerOrder;

/**
 * Stops jobs that are not wanted any more, wherever they are.
 *
 * <p>A job may move during the search for it: it is put back and taken by another worker, or its
 * worker has claimed it but does not run it yet and ignores an order for it. So a stop is a state,
 * not an event: as long as the queue has the job, each poll compares the job's place with the
 * wanted state, and does what is missing. Orders may be repeated.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class StopOrders {
    /**
     * A job to be stopped.
     *
     * @param atOnce whether to interrupt the handler, or only to prevent further attempts
     */
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

    /** Adds a job that is not wanted any more. */
    void add(long jobId, long ticket, boolean atOnce) {
        Stop known = stops.get(jobId);
        stops.put(jobId, new Stop(ticket, atOnce || (known != null && known.atOnce)));
    }

    /** Stops this run at once, whether or not its job was added. */
    void stop(RunningJobs.Run run) {
        stops.computeIfPresent(run.jobId(), (_, stop) -> new Stop(stop.ticket, true));
        running.giveGrace(run, grace);
        tellToStop(run);
    }

    /** Does what is missing, by the last poll of the running jobs. */
    void reconcile() {
        stops.values().removeIf(stop -> end.withdraw(stop.ticket) || !end.has(stop.ticket));
        stops.forEach(this::order);
        running.forEachInGrace(this::tellToStop);
    }

    private void order(long jobId, Stop stop) {
        RunningJobs.Run run = running.ofJob(jobId);
        if (run == null) {
            // Between two workers: a later poll finds it.
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

    /** Whether a job that is to be stopped at once has not stopped yet. */
    boolean anyAtOnce() {
        return running.anyInGrace() || stops.values().stream().anyMatch(Stop::atOnce);
    }
}
