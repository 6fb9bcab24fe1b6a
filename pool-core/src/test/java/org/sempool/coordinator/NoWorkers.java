package org.sempool.coordinator;

/** Ignores all events of workers. */
final class NoWorkers implements WorkerEvents {
    @Override
    public void starting(int worker, long pid) {}

    @Override
    public void ready(int worker, long pid) {}

    @Override
    public void retiring(int worker, long pid) {}

    @Override
    public void worked(int worker) {}

    @Override
    public void unreadable(Throwable why) {}

    @Override
    public boolean areAnyStarting() {
        return false;
    }
}
