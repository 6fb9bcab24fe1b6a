package org.sempool.coordinator;

/** Nobody who is told of workers. */
final class NoNews implements ResultPump.WorkerNews {
    @Override
    public void ready(int worker, long pid) {}

    @Override
    public void retiring(int worker, long pid) {}

    @Override
    public void hasWorked(int worker) {}

    @Override
    public void unreadable(Throwable why) {}
}
