package org.sempool.coordinator;

import org.sempool.wire.DeathReport;
import org.sempool.wire.PayloadFormatException;

/** Receives the workers' messages about themselves, not about jobs. For any thread. */
interface WorkerEvents {
    /** A worker's JVM has started, and the worker is about to start the handler. */
    void starting(int worker, long pid);

    /** A worker is ready to take jobs. */
    void ready(int worker, long pid);

    /** A worker is about to end, and is to be replaced. */
    void retiring(int worker, long pid);

    /** A worker has ended a job. Called for each result, so it has to be quick. */
    void worked(int worker);

    /**
     * A worker of another machine has died over a job. If the job has attempts left, it is in the
     * queue again.
     */
    default void died(long jobId, DeathReport report) {
        throw new PayloadFormatException("a worker of this machine does not report its death");
    }

    /** The workers' messages cannot be read any more. */
    void unreadable(Throwable why);

    /** Whether workers are starting, whose first message should be handled at once. */
    boolean areAnyStarting();
}
