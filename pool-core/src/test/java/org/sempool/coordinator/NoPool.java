package org.sempool.coordinator;

/** The owner of a future that belongs to no pool. */
final class NoPool<R> implements JobFuture.Owner<R> {
    @Override
    public void waiting(JobFuture<R> job) {}

    @Override
    public boolean take(JobFuture<R> job) {
        return true;
    }

    @Override
    public void cancel(JobFuture<R> job, boolean mayInterrupt) {}
}
