package org.sempool.coordinator;

/** The hooks of a future that belongs to no pool. */
final class NoPool<R> implements JobFuture.Hooks<R> {
    @Override
    public void waiting(JobFuture<R> job) {}

    @Override
    public boolean removePending(JobFuture<R> job) {
        return true;
    }

    @Override
    public void cancel(JobFuture<R> job, boolean mayInterrupt) {}
}
