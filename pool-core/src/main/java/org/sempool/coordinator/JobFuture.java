package org.sempool.coordinator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The future of one job: knows how to take the job back, and which workers died over it. */
final class JobFuture<R> extends CompletableFuture<R> {
    private static final long NO_TICKET = -1;

    private final Owner<R> owner;
    private long id;
    private long ticket = NO_TICKET;
    private List<Death> deaths = List.of();

    /** An attempt that ended with the death of its worker. */
    record Death(WorkerProcess worker, int attempt, Duration ran) {}

    /** Told of what the future's user does. */
    interface Owner<R> {
        /** The calling thread has nothing to do but to wait for this job. */
        void waiting(JobFuture<R> job);

        /** Nobody waits for this job any more: it need not run, or need not run on. */
        void cancelled(JobFuture<R> job, boolean mayInterrupt);
    }

    JobFuture(Owner<R> owner) {
        this.owner = owner;
    }

    long id() {
        return id;
    }

    void setId(long id) {
        this.id = id;
    }

    /** Whether there is a ticket; to a thread that was given no future yet it may come late. */
    boolean hasTicket() {
        return ticket != NO_TICKET;
    }

    long ticket() {
        return ticket;
    }

    /** Set before the job is published, so before anybody but the submitter has the future. */
    void setTicket(long ticket) {
        this.ticket = ticket;
    }

    /**
     * Adds a death, unless that worker's is known: repair may be cut short and run again. Only for
     * the supervisor's thread.
     *
     * @return the death as it is known
     */
    Death addDeath(WorkerProcess worker, int attempt, Duration ran) {
        if (!deaths.isEmpty() && deaths.getLast().worker == worker) {
            return deaths.getLast();
        }
        Death death = new Death(worker, attempt, ran);
        List<Death> more = new ArrayList<>(deaths);
        more.add(death);
        deaths = more;
        return death;
    }

    List<Death> deaths() {
        return deaths;
    }

    @Override
    public R join() {
        prepareToWait();
        return super.join();
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        prepareToWait();
        return super.get();
    }

    @Override
    public R get(long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (timeout > 0) {
            prepareToWait();
        }
        return super.get(timeout, unit);
    }

    /**
     * What others have attached to the result is not for the thread that only waits for it. Nor can
     * a thread that is interrupted read a large result.
     */
    private void prepareToWait() {
        if (!isDone() && getNumberOfDependents() == 0 && !Thread.currentThread().isInterrupted()) {
            owner.waiting(this);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            owner.cancelled(this, mayInterruptIfRunning);
        }
        return cancelled;
    }

    /** Cancels the job after it was taken back, so that no worker can have it. */
    void cancelWithdrawn() {
        var _ = super.cancel(false);
    }
}
