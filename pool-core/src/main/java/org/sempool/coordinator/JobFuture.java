package org.sempool.coordinator;

import java.util.concurrent.CompletableFuture;

/** The future of one job: knows how to take the job back. */
final class JobFuture<R> extends CompletableFuture<R> {
    private final Coordinator<?, R> coordinator;
    private long id;
    private long ticket;

    JobFuture(Coordinator<?, R> coordinator) {
        this.coordinator = coordinator;
    }

    long id() {
        return id;
    }

    void setId(long id) {
        this.id = id;
    }

    long ticket() {
        return ticket;
    }

    /** Set before the job is published, so before anybody but the submitter has the future. */
    void setTicket(long ticket) {
        this.ticket = ticket;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        if (cancelled) {
            coordinator.withdraw(this);
        }
        return cancelled;
    }
}
