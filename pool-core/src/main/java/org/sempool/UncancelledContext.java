package org.sempool;

/** The context of a job that runs outside a pool. */
record UncancelledContext(long jobId, int attempt, int worker) implements JobContext {
    @Override
    public boolean isCancelled() {
        return false;
    }
}
