package org.sempool.coordinator;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjIntConsumer;
import org.sempool.spi.CoordinatorEnd;
import org.sempool.wire.WorkerOrder;

/**
 * Cancels jobs, wherever they are.
 *
 * <p>A job may move during the search for it: it is put back and taken by another worker, or its
 * worker has claimed it but does not run it yet and ignores an order for it. So a cancellation is a
 * state, not an event: as long as the queue has the job, each poll looks where the job is, and does
 * what is missing. Orders may be repeated.
 *
 * <p>Belongs to the supervisor's thread.
 */
final class CancelOrders {
    /**
     * A job to be cancelled.
     *
     * @param atOnce whether to interrupt the handler, or only to prevent further attempts
     * @param timeout how long it may still run, if it has a limit of its own
     */
    private record Cancellation(long ticket, boolean atOnce, Optional<Duration> timeout) {}

    private final CoordinatorEnd channel;
    private final JobRuns runs;
    private final Duration grace;
    private final ObjIntConsumer<WorkerOrder> orders;
    private final Map<Long, Cancellation> cancellations = new HashMap<>();

    /**
     * @param orders gives an order to the worker of that number
     */
    CancelOrders(
            CoordinatorEnd channel,
            JobRuns runs,
            Duration grace,
            ObjIntConsumer<WorkerOrder> orders) {
        this.channel = channel;
        this.runs = runs;
        this.grace = grace;
        this.orders = orders;
    }

    /** Adds a job that is to be cancelled. */
    void add(long jobId, long ticket, boolean atOnce) {
        add(jobId, ticket, atOnce, Optional.empty());
    }

    /**
     * Adds a job that is to be cancelled.
     *
     * @param timeout how long it may run if it is not cancelled at once, and has a limit of its own
     */
    void add(long jobId, long ticket, boolean atOnce, Optional<Duration> timeout) {
        Cancellation known = cancellations.get(jobId);
        boolean anyAtOnce = atOnce || (known != null && known.atOnce);
        cancellations.put(jobId, new Cancellation(ticket, anyAtOnce, timeout));
    }

    /** The limit of its own that an added job has. */
    Optional<Duration> timeoutOf(long jobId) {
        Cancellation known = cancellations.get(jobId);
        return known == null ? Optional.empty() : known.timeout;
    }

    /** Cancels this run at once, whether or not its job was added. */
    void cancel(JobRuns.Run run) {
        cancellations.computeIfPresent(
                run.jobId(), (_, known) -> new Cancellation(known.ticket, true, known.timeout));
        runs.giveGrace(run, grace);
        orderCancel(run);
    }

    /**
     * Withdraws the jobs that no worker has claimed, and sends the orders that are still needed,
     * according to the last poll of the runs.
     */
    void reconcile() {
        cancellations
                .values()
                .removeIf(job -> channel.withdraw(job.ticket) || !channel.has(job.ticket));
        cancellations.forEach(this::order);
        runs.forEachInGrace(this::orderCancel);
    }

    private void order(long jobId, Cancellation cancellation) {
        JobRuns.Run run = runs.ofJob(jobId);
        if (run == null) {
            // Between two workers: a later poll finds it.
            return;
        }
        if (cancellation.atOnce) {
            runs.giveGrace(run, grace);
        } else if (run.orderIsDue()) {
            orders.accept(new WorkerOrder.MakeLast(jobId, run.attempt()), run.worker());
        }
    }

    private void orderCancel(JobRuns.Run run) {
        if (run.orderIsDue()) {
            orders.accept(new WorkerOrder.CancelJob(run.jobId(), run.attempt()), run.worker());
        }
    }

    /** Whether a job that is to be cancelled at once has not ended yet. */
    boolean anyAtOnce() {
        return runs.anyInGrace() || cancellations.values().stream().anyMatch(Cancellation::atOnce);
    }
}
